/**
 * The conv stack: its architecture, its weight file, its features and how they are cut in blocks.
 * Start at {@link io.qahan.ingest.conv.ConvStack}, then {@link io.qahan.ingest.conv.MaskTerms}; the
 * topology, the trainer and the command line call in.
 */
package io.qahan.ingest.conv;
