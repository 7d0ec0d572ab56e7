/**
 * The line from an image to its one answer: a Kafka Streams topology, its stores, and what it does
 * with one image. Start with {@link io.qahan.ingest.stream.IngestTopology}, then {@code
 * PendingProcessor}; an image is prepared in {@code ImageIntake} (its features in {@code
 * ImageFeatures}) and answered in {@code Classifier}. The ingest service runs it.
 */
package io.qahan.ingest.stream;
