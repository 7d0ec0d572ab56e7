/** The ingest service: images in, predictions out. */
package io.qahan.ingest;
