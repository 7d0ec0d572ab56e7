package io.qahan.ingest.stream;

import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import java.util.List;
import java.util.function.Function;

/**
 * What turns an image into a mask problem: a decoder, a conv stack and the terms of its masks.
 * Thread safe if its parts are.
 *
 * @param decoder gives pixels in the shape that the conv stack takes
 * @param convVersion names the weights of the conv stack
 * @param conv the pixels of several images to their features, each C x H x W
 * @param attention the terms of every mask
 * @param classes by name
 */
public record ImageModel(
    ImageDecoder decoder,
    String convVersion,
    Function<List<PixelImage>, float[][]> conv,
    MaskTerms attention,
    ClassNames classes) {

  /** One whose classes nobody named. */
  public ImageModel(
      ImageDecoder decoder,
      String convVersion,
      Function<List<PixelImage>, float[][]> conv,
      MaskTerms attention,
      int classes) {
    this(decoder, convVersion, conv, attention, ClassNames.numbered(classes));
  }

  /** What a head must look like to classify this model's features. */
  public HeadShape headShape() {
    return new HeadShape(classes.size(), attention.headInputs(), convVersion);
  }
}
