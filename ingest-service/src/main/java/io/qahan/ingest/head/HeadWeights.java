package io.qahan.ingest.head;

import io.qahan.schemas.codec.LittleEndian;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * W and b of a head, as many as its shape takes, with their hash: logits = W x + b. Immutable,
 * thread safe.
 */
final class HeadWeights {
  private final HeadShape shape;
  private final float[] values;
  private final float[] byFeature;
  private final String sha256;

  private HeadWeights(HeadShape shape, float[] values) {
    this(shape, values, transposed(shape, values), hash(shape, values));
  }

  private HeadWeights(HeadShape shape, float[] values, float[] byFeature, String sha256) {
    this.shape = shape;
    this.values = values;
    this.byFeature = byFeature;
    this.sha256 = sha256;
  }

  /** All zero. */
  static HeadWeights zero(HeadShape shape) {
    return new HeadWeights(shape, new float[shape.weights()]);
  }

  /**
   * Weights that may still be no numbers: their hash is known before that is asked, see {@link
   * #requireFinite}.
   *
   * @param values W row-major, one row a class, then b; not copied
   * @throws HeadRefusedException if the shape takes another number of them
   */
  static HeadWeights of(HeadShape shape, float[] values) throws HeadRefusedException {
    if (values.length != shape.weights()) {
      throw new HeadRefusedException(
          HeadFault.WRONG_SHAPE,
          String.format(
              Locale.ROOT,
              "head has [%d] weights, but %s takes %d",
              values.length,
              shape,
              shape.weights()));
    }
    return new HeadWeights(shape, values);
  }

  /** One row a feature: the few kept features then read memory in order. */
  private static float[] transposed(HeadShape shape, float[] values) {
    int classes = shape.classes();
    int features = shape.features();
    float[] byFeature = new float[classes * features];
    for (int c = 0; c < classes; c++) {
      for (int f = 0; f < features; f++) {
        byFeature[f * classes + c] = values[c * features + f];
      }
    }
    return byFeature;
  }

  private static String hash(HeadShape shape, float[] values) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(LittleEndian.ints(new int[] {shape.classes(), shape.features()}));
      digest.update(LittleEndian.floats(values));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * These weights.
   *
   * @throws HeadRefusedException if one of them is infinite or not a number
   */
  HeadWeights requireFinite() throws HeadRefusedException {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new HeadRefusedException(
            HeadFault.NON_FINITE,
            String.format(
                Locale.ROOT,
                "head weight at [%d] is %s; train with a smaller learning rate",
                i,
                values[i]));
      }
    }
    return this;
  }

  /**
   * W x + b, a new array of one value per class.
   *
   * @param features x, of as many features as the shape has
   */
  float[] logits(Sparse features) {
    int classes = shape.classes();
    float[] logits = new float[classes];
    System.arraycopy(values, classes * shape.features(), logits, 0, classes);
    int[] indices = features.indices();
    float[] kept = features.values();
    for (int i = 0; i < indices.length; i++) {
      float value = kept[i];
      int row = indices[i] * classes;
      for (int c = 0; c < classes; c++) {
        logits[c] += value * byFeature[row + c];
      }
    }
    return logits;
  }

  HeadShape shape() {
    return shape;
  }

  /** The same as those of that version of the model, which no hash of them covers. */
  HeadWeights belongingTo(String modelVersion) {
    return new HeadWeights(shape.of(modelVersion), values, byFeature, sha256);
  }

  /** A copy of W row-major, one row a class, then b. */
  float[] toArray() {
    return values.clone();
  }

  /** As {@link #toArray}, little-endian. */
  ByteBuffer toBytes() {
    return LittleEndian.floats(values);
  }

  /** SHA-256 of shape and weights, both little-endian, hexadecimal. */
  String sha256() {
    return sha256;
  }
}
