package io.qahan.ingest.serving;

import io.qahan.ingest.conv.FeatureShape;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.ModelScores;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What turns an image into a mask problem: a decoder, a conv stack and the terms of its masks.
 * Thread safe if its parts are.
 *
 * @param version content hash of the model file; empty if settings say what the model is
 * @param decoder gives pixels in the shape that the conv stack takes
 * @param shape of the images and of their features
 * @param convVersion names the weights of the conv stack
 * @param conv the pixels of several images to their features, each C x H x W
 * @param attention the terms of every mask
 * @param classes by name
 * @param origin how the model file came about; empty if settings say what the model is
 * @param scores on held-out images, as the file tells them; empty if it tells none
 */
public record ImageModel(
    String version,
    ImageDecoder decoder,
    FeatureShape shape,
    String convVersion,
    Function<List<PixelImage>, float[][]> conv,
    MaskTerms attention,
    ClassNames classes,
    Optional<ModelOrigin> origin,
    Optional<ModelScores> scores) {

  /** One that no file tells of. */
  public ImageModel(
      String version,
      ImageDecoder decoder,
      FeatureShape shape,
      String convVersion,
      Function<List<PixelImage>, float[][]> conv,
      MaskTerms attention,
      ClassNames classes) {
    this(
        version,
        decoder,
        shape,
        convVersion,
        conv,
        attention,
        classes,
        Optional.empty(),
        Optional.empty());
  }

  /** What a head must look like to classify this model's features. */
  public HeadShape headShape() {
    return new HeadShape(classes.size(), attention.headInputs(), convVersion, version);
  }
}
