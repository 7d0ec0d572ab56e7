package io.qahan.ingest.torchscript;

import io.qahan.ingest.conv.FeatureShape;
import io.qahan.ingest.conv.PixelRange;
import io.qahan.ingest.conv.ReceptiveField;
import io.qahan.ingest.image.ImageShape;
import java.util.Locale;
import java.util.Objects;

/**
 * What a network takes and gives whose inside is not known.
 *
 * @param input the image it takes
 * @param outputChannels C
 * @param featureHeight H
 * @param featureWidth W
 */
public record FeatureMap(ImageShape input, int outputChannels, int featureHeight, int featureWidth)
    implements FeatureShape {
  /** The most features that an image may have. */
  public static final int MOST_FEATURES = 1 << 24;

  public FeatureMap {
    Objects.requireNonNull(input, "input");
    if (outputChannels < 1
        || featureHeight < 1
        || featureWidth < 1
        || (double) outputChannels * featureHeight * featureWidth > MOST_FEATURES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "feature map of [%d x %d x %d] must have sides of at least 1 and no more than %d"
                  + " values",
              outputChannels,
              featureHeight,
              featureWidth,
              MOST_FEATURES));
    }
  }

  /**
   * The share of the image that lies where the feature does in its map: what the network really
   * sees from there is wider, and nobody knows how much.
   */
  @Override
  public ReceptiveField receptiveField(int feature) {
    Objects.checkIndex(feature, features());
    int place = feature % (featureHeight * featureWidth);
    return new ReceptiveField(
        share(place / featureWidth, featureHeight, input.height()),
        share(place % featureWidth, featureWidth, input.width()));
  }

  /** At least one pixel, where there are fewer of them than places. */
  private static PixelRange share(int place, int places, int pixels) {
    int first = (int) ((long) place * pixels / places);
    int end = (int) ((long) (place + 1) * pixels / places);
    return new PixelRange(first, Math.max(first, end - 1));
  }

  /** C x H x W of the features. */
  @Override
  public String toString() {
    return outputChannels + "x" + featureHeight + "x" + featureWidth;
  }
}
