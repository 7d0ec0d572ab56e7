/** Labelled images to stream and to train on, from the usual files or from the sample we ship. */
package io.qahan.ingest.dataset;
