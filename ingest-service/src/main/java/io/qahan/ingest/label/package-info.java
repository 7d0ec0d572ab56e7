/**
 * Labels over HTTP: a person or a program says what an image is, and asks which images are most
 * worth it. Start with {@link io.qahan.ingest.label.LabelRoutes}; the service's routes and the live
 * page call in.
 */
package io.qahan.ingest.label;
