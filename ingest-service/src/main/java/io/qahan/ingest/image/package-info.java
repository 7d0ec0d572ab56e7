/**
 * Encoded images and their pixels: what is decoded, what is refused and why, and what it may cost.
 * Start at {@link io.qahan.ingest.image.ImageDecoder}; the topology, the HTTP routes, the gallery
 * and data sets call in.
 */
package io.qahan.ingest.image;
