/**
 * Images as values: encoded bytes and pixels, their shapes and limits, and why one is refused.
 * Start at {@link io.qahan.ingest.image.EncodedImage}; whatever handles images calls in.
 */
package io.qahan.ingest.image;
