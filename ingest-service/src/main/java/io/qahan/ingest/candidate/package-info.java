/**
 * Which images are most worth a label: those that the head can hardly decide. Start with {@link
 * io.qahan.ingest.candidate.LabelQueue}; the board feeds it, the routes of labels and the live page
 * read it, and the topology sends what is in doubt to its topic.
 */
package io.qahan.ingest.candidate;
