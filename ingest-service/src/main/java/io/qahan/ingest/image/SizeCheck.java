package io.qahan.ingest.image;

/** Refuses an image by the dimensions in its header, before its pixels are decoded. */
@FunctionalInterface
interface SizeCheck {
  void accept(int height, int width) throws UndecodableImageException;
}
