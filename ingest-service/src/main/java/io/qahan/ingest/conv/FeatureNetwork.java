package io.qahan.ingest.conv;

import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import java.util.List;

/**
 * A frozen network in native memory: images in, features out, in C x H x W order. Thread safe;
 * {@link #close()} it when the last call has returned.
 */
public interface FeatureNetwork extends AutoCloseable {
  /** What it takes and gives. */
  FeatureShape shape();

  /** Names what computes the features: those of one version are alike. */
  String version();

  /**
   * The features of several images, in one pass where that can be: faster an image than one by one.
   *
   * @param images all of the shape that the network takes
   * @return a row for each image, in their order; what is in it was not looked at
   */
  float[][] features(List<PixelImage> images);

  /** The features of one image. */
  default float[] features(PixelImage image) {
    return features(List.of(image))[0];
  }

  /**
   * Computes a blank image.
   *
   * @throws RuntimeException if it cannot, or its features are no numbers
   */
  default void tryOut() {
    ImageShape input = shape().input();
    for (float feature : features(PixelImage.of(input, new byte[input.size()]))) {
      if (!Float.isFinite(feature)) {
        throw new IllegalStateException(
            "its features of a blank image are no numbers; train or export it again");
      }
    }
  }

  @Override
  void close();
}
