/**
 * Labels over HTTP: a person or a program says what an image is. Start with {@link
 * io.qahan.ingest.label.LabelRoutes}; the service's routes call in.
 */
package io.qahan.ingest.label;
