package io.qahan.ingest.conv;

import io.qahan.schemas.codec.LittleEndian;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The parameters of a conv stack with their version. The version is the given name and the first
 * eight digits of the SHA-256 over shape and parameters, for example {@code mnist-1-0a1b2c3d}: two
 * stacks of one version compute the same features. Immutable, thread safe.
 */
public final class ConvWeights {

  private final ConvShape shape;
  private final String name;
  private final String origin;
  private final float[] values;
  private final String sha256;

  /**
   * Weights of both convolutions.
   *
   * @param name what people call them, such as {@code mnist-1}
   * @param origin how they were made, for people
   * @param values for each convolution its kernels (out x in x 5 x 5), then its biases (out)
   */
  public ConvWeights(ConvShape shape, String name, String origin, float[] values) {
    this.shape = Objects.requireNonNull(shape, "shape");
    this.name = Objects.requireNonNull(name, "name");
    this.origin = Objects.requireNonNull(origin, "origin");
    if (!name.matches("[a-z0-9][a-z0-9.-]{0,63}")) {
      throw new IllegalArgumentException(
          "conv weights name [%s] must be lower-case letters, digits, dots and dashes"
              .formatted(name));
    }
    if (values.length != ConvTensor.totalSize(shape)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "conv weights have [%d] values, but %s takes %d",
              values.length,
              shape,
              ConvTensor.totalSize(shape)));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "conv weight [%d] is %s; train with a smaller learning rate",
                i,
                values[i]));
      }
    }
    this.values = values.clone();
    this.sha256 = hash(shape, this.values);
  }

  /** Uniform in +-1/sqrt(fan-in), PyTorch's default; the same for the same seed. */
  public static ConvWeights random(ConvShape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[ConvTensor.totalSize(shape)];
    for (ConvTensor tensor : ConvTensor.values()) {
      double bound = 1 / Math.sqrt(tensor.fanIn(shape));
      int from = tensor.offset(shape);
      for (int i = 0; i < tensor.size(shape); i++) {
        values[from + i] = (float) random.nextDouble(-bound, bound);
      }
    }
    return new ConvWeights(shape, "random", "uniform, seed " + seed, values);
  }

  public ConvShape shape() {
    return shape;
  }

  public String name() {
    return name;
  }

  public String origin() {
    return origin;
  }

  /** Name and the first eight digits of {@link #sha256()}. */
  public String version() {
    return name + "-" + sha256.substring(0, 8);
  }

  /** SHA-256 over the shape (little-endian int32s) and all values, hexadecimal. */
  public String sha256() {
    return sha256;
  }

  /** A copy of one tensor, row-major. */
  public float[] tensor(ConvTensor tensor) {
    int from = tensor.offset(shape);
    return Arrays.copyOfRange(values, from, from + tensor.size(shape));
  }

  /** A copy of all tensors, one after the other. */
  public float[] values() {
    return values.clone();
  }

  private static String hash(ConvShape shape, float[] values) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          LittleEndian.ints(
              new int[] {
                shape.input().channels(),
                shape.input().height(),
                shape.input().width(),
                shape.hiddenChannels(),
                shape.outputChannels()
              }));
      digest.update(LittleEndian.floats(values));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
