package io.qahan.ingest.conv;

import io.qahan.ingest.image.ImageShape;
import java.util.Locale;
import java.util.Objects;

/**
 * What a conv stack takes and gives: two convolutions, 5 x 5, stride 2, padding 2, each followed by
 * a ReLU, so that a side s becomes ceil(s / 2) twice (eq. 15; the channel counts are ours).
 *
 * @param input the image it takes
 * @param hiddenChannels channels between the convolutions
 * @param outputChannels channels of the features
 */
public record ConvShape(ImageShape input, int hiddenChannels, int outputChannels)
    implements FeatureShape {

  /** Side of both kernels. */
  public static final int KERNEL = 5;

  /** Stride of both convolutions, down and across. */
  public static final int STRIDE = 2;

  /** Zeros around the input of both convolutions. */
  public static final int PADDING = 2;

  /** 1x28x28 to 64x7x7 = 3136 features. */
  public static final ConvShape MNIST = of(ImageShape.MNIST);

  /** 3x32x32 to 64x8x8 = 4096 features. */
  public static final ConvShape CIFAR10 = of(ImageShape.CIFAR10);

  public ConvShape {
    if (hiddenChannels < 1 || outputChannels < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "conv channels [%d] and [%d] must be at least 1",
              hiddenChannels,
              outputChannels));
    }
  }

  /** 32 and 64 channels over images of shape {@code input}. */
  public static ConvShape of(ImageShape input) {
    return new ConvShape(input, 32, 64);
  }

  @Override
  public int featureHeight() {
    return halved(halved(input.height()));
  }

  @Override
  public int featureWidth() {
    return halved(halved(input.width()));
  }

  /** The pixels that one feature is computed from, no more and no less. */
  @Override
  public ReceptiveField receptiveField(int feature) {
    Objects.checkIndex(feature, features());
    int position = feature % (featureHeight() * featureWidth());
    return new ReceptiveField(
        PixelRange.seenBy(position / featureWidth(), input.height()),
        PixelRange.seenBy(position % featureWidth(), input.width()));
  }

  static int halved(int side) {
    return (side + 1) / 2;
  }
}
