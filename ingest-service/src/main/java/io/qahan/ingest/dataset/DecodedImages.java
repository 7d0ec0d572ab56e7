package io.qahan.ingest.dataset;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;

/**
 * Labelled images that are decoded already, and lie where reading one costs next to nothing: who
 * goes through them again and again need not hold them in memory. Safe to read from several
 * threads.
 */
public interface DecodedImages extends LabelledImages {
  /** The shape of all of them. */
  ImageShape shape();

  /** The pixels of the image at {@code index}. */
  PixelImage pixels(int index);

  /** Its class, from 0. */
  int label(int index);

  /** Its id. */
  String id(int index);

  @Override
  default LabelledImage get(int index) {
    return new LabelledImage(
        id(index), EncodedImage.raw(pixels(index)), label(index), getClass().getSimpleName());
  }
}
