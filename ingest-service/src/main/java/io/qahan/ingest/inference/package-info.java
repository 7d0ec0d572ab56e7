/**
 * The Open Inference Protocol, version 2, over HTTP: its clients send images and get classes. Start
 * with {@link io.qahan.ingest.inference.InferenceRoutes}; the service's routes call in.
 */
package io.qahan.ingest.inference;
