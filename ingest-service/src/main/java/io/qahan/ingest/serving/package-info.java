/**
 * The versions of the model that are in service: one takes images in, others still answer those
 * that they took in. Start with {@link io.qahan.ingest.serving.ServingModels}; the topology, the
 * followers, the page and the HTTP routes call in.
 */
package io.qahan.ingest.serving;
