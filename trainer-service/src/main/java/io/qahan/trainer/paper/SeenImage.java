package io.qahan.trainer.paper;

import io.qahan.ingest.image.PixelImage;

/**
 * An image and what attention kept of its features.
 *
 * @param label its class
 * @param kept F values in C x H x W order: whether each feature was kept; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // drawn, never compared
public record SeenImage(PixelImage image, int label, boolean[] kept) {}
