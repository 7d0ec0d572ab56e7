/**
 * Encoded images become pixels: the structure of each format, what is decoded, and what it may
 * cost. Start at {@link io.qahan.ingest.image.decode.ImageDecoder}; the topology, the HTTP routes,
 * the gallery, the trainer and data sets call in.
 */
package io.qahan.ingest.image.decode;
