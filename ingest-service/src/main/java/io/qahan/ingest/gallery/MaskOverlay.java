package io.qahan.ingest.gallery;

/**
 * A mask as an image of the input's size: how much of what the conv stack sees at each pixel the
 * mask has kept.
 *
 * @param alpha one unsigned byte a pixel, row by row: the pixel's share of kept features, scaled so
 *     that the largest share is 255; all 0 if nothing is kept
 * @param peak that largest share, 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // made once, sent, and never compared
record MaskOverlay(byte[] alpha, double peak) {}
