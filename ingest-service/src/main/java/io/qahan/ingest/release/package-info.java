/**
 * Models in Kafka: the releases of a model, checked and fetched. Start with {@link
 * io.qahan.ingest.release.ModelReleases}, what a record must be, and {@link
 * io.qahan.ingest.release.ReleasedFiles}, which gives the model that it means; ingest, the trainer
 * and the operator's commands call in.
 */
package io.qahan.ingest.release;
