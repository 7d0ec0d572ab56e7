/**
 * A model as one file, {@code NAME.qahan}: what it takes, its weights, its masks, its classes by
 * name, its head. Start at {@link io.qahan.ingest.model.ModelFile}, then {@link
 * io.qahan.ingest.model.StoredModel}; ingest, the trainer and the command line call in.
 */
package io.qahan.ingest.model;
