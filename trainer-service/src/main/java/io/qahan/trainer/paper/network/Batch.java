package io.qahan.trainer.paper.network;

/**
 * Some images with their classes.
 *
 * @param pixels N x C x H x W, scaled to [-1, 1]; not copied
 * @param labels N classes; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // read in place, never compared
public record Batch(float[] pixels, int[] labels) {
  int size() {
    return labels.length;
  }
}
