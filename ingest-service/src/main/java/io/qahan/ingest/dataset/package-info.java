/**
 * Labelled images to stream and to train on, from the usual files or from the sample that we ship.
 * Start at {@link io.qahan.ingest.dataset.DatasetLocation}; the trainer and the command line call
 * in.
 */
package io.qahan.ingest.dataset;
