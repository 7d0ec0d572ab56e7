/**
 * The ingest service: images in, predictions out. Start at {@link io.qahan.ingest.IngestService};
 * {@code IngestParts} puts together what it runs. The command line calls in.
 */
package io.qahan.ingest;
