/** Encoded images and their pixels: what is decoded, what is refused and why. */
package io.qahan.ingest.image;
