package io.qahan.ingest.head;

import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.codec.LittleEndian;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A fully connected head: logits = W x + b over masked features. One record is one head, whole and
 * checked. Immutable, thread safe.
 */
public final class Head {

  private final HeadShape shape;
  private final HeadLineage lineage;
  private final HeadProgress progress;
  private final float[] weights;
  private final float[] byFeature;
  private final String sha256;

  private Head(
      HeadShape shape, HeadLineage lineage, HeadProgress progress, float[] weights, String sha256) {
    this.shape = shape;
    this.lineage = lineage;
    this.progress = progress;
    this.weights = weights;
    this.byFeature = transposed(shape, weights);
    this.sha256 = sha256;
  }

  /** Version 0: all weights zero, so every class is as probable as any other. */
  public static Head untrained(HeadShape shape) {
    float[] zeros = new float[shape.weights()];
    return new Head(shape, HeadLineage.ROOT, HeadProgress.NONE, zeros, hash(shape, zeros));
  }

  /**
   * A head from the trainer.
   *
   * @param weights W row-major, one row a class, then b; copied
   */
  public static Head of(
      HeadShape shape, HeadLineage lineage, HeadProgress progress, float[] weights)
      throws HeadRefusedException {
    float[] copy = checked(shape, weights.clone());
    return new Head(shape, lineage, progress, copy, hash(shape, copy));
  }

  /** The head of a record, refused unless its shape, hash and weights are sound. */
  public static Head of(FcHead record) throws HeadRefusedException {
    HeadShape shape = shape(record);
    HeadLineage lineage = lineage(record);
    ByteBuffer bytes = record.getWeights();
    if (bytes.remaining() != (long) Float.BYTES * shape.weights()) {
      throw new HeadRefusedException(
          HeadFault.WRONG_SHAPE,
          "head [%d] has %d weight bytes, but its shape %s takes %d; publish it again"
              .formatted(
                  record.getVersion(),
                  bytes.remaining(),
                  record.getShape(),
                  (long) Float.BYTES * shape.weights()));
    }
    float[] weights = LittleEndian.floats(bytes);
    String sha256 = hash(shape, weights);
    if (!sha256.equals(record.getSha256())) {
      throw new HeadRefusedException(
          HeadFault.BAD_HASH,
          "head [%d] says SHA-256 [%s], but its weights have %s; publish it again"
              .formatted(record.getVersion(), record.getSha256(), sha256));
    }
    return new Head(shape, lineage, progress(record), checked(shape, weights), sha256);
  }

  private static HeadShape shape(FcHead record) throws HeadRefusedException {
    List<Integer> dimensions = record.getShape();
    if (dimensions.size() == 2) {
      try {
        return new HeadShape(dimensions.get(0), dimensions.get(1), record.getConvVersion());
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new HeadRefusedException(
            HeadFault.WRONG_SHAPE, "head [%d]: %s".formatted(record.getVersion(), e.getMessage()));
      }
    }
    throw new HeadRefusedException(
        HeadFault.WRONG_SHAPE,
        "head [%d] has shape %s; give classes and features"
            .formatted(record.getVersion(), dimensions));
  }

  private static HeadLineage lineage(FcHead record) throws HeadRefusedException {
    try {
      return new HeadLineage(
          record.getVersion(), record.getParent(), optional(record.getRestoredFrom()));
    } catch (IllegalArgumentException e) {
      throw new HeadRefusedException(HeadFault.BAD_VERSION, e.getMessage());
    }
  }

  private static HeadProgress progress(FcHead record) throws HeadRefusedException {
    try {
      return new HeadProgress(
          record.getSteps(),
          record.getExamples(),
          record.getPrequentialLoss(),
          record.getPrequentialAccuracy(),
          record.getPublishedAt(),
          optional(record.getLastDrift()));
    } catch (IllegalArgumentException e) {
      throw new HeadRefusedException(HeadFault.BAD_PROGRESS, e.getMessage());
    }
  }

  private static float[] checked(HeadShape shape, float[] weights) throws HeadRefusedException {
    if (weights.length != shape.weights()) {
      throw new HeadRefusedException(
          HeadFault.WRONG_SHAPE,
          "head has [%d] weights, but %s takes %d"
              .formatted(weights.length, shape, shape.weights()));
    }
    for (int i = 0; i < weights.length; i++) {
      if (!Float.isFinite(weights[i])) {
        throw new HeadRefusedException(
            HeadFault.NON_FINITE,
            "head weight at [%d] is %s; train with a smaller learning rate"
                .formatted(i, weights[i]));
      }
    }
    return weights;
  }

  /** The record of the fc-heads topic. */
  public FcHead toRecord() {
    return FcHead.newBuilder()
        .setVersion(lineage.version())
        .setParent(lineage.parent())
        .setRestoredFrom(nullable(lineage.restoredFrom()))
        .setShape(List.of(shape.classes(), shape.features()))
        .setWeights(LittleEndian.floats(weights))
        .setSha256(sha256)
        .setConvVersion(shape.convVersion())
        .setSteps(progress.steps())
        .setExamples(progress.examples())
        .setPrequentialLoss(progress.prequentialLoss())
        .setPrequentialAccuracy(progress.prequentialAccuracy())
        .setPublishedAt(progress.publishedAt())
        .setLastDrift(nullable(progress.lastDrift()))
        .build();
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Long nullable(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  /**
   * The class probabilities of masked features, a new array of one value per class; they sum to 1.
   */
  public float[] probabilities(Sparse features) {
    if (features.size() != shape.features()) {
      throw new IllegalArgumentException(
          "[%d] features for head %d, which takes %d; do they come from conv stack %s?"
              .formatted(
                  features.size(), lineage.version(), shape.features(), shape.convVersion()));
    }
    int classes = shape.classes();
    float[] logits = new float[classes];
    System.arraycopy(weights, classes * shape.features(), logits, 0, classes);
    int[] indices = features.indices();
    float[] values = features.values();
    for (int i = 0; i < indices.length; i++) {
      float value = values[i];
      int row = indices[i] * classes;
      for (int c = 0; c < classes; c++) {
        logits[c] += value * byFeature[row + c];
      }
    }
    return Softmax.inPlace(logits);
  }

  public HeadShape shape() {
    return shape;
  }

  public long version() {
    return lineage.version();
  }

  public HeadLineage lineage() {
    return lineage;
  }

  public HeadProgress progress() {
    return progress;
  }

  /** A copy of W row-major, one row a class, then b. */
  public float[] weights() {
    return weights.clone();
  }

  /** SHA-256 of shape and weights, both little-endian, hexadecimal. */
  public String sha256() {
    return sha256;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Head that
        && sha256.equals(that.sha256)
        && shape.equals(that.shape)
        && lineage.equals(that.lineage)
        && progress.equals(that.progress);
  }

  @Override
  public int hashCode() {
    return Objects.hash(sha256, shape, lineage, progress);
  }

  @Override
  public String toString() {
    return "Head[" + lineage.version() + ", " + shape + ", " + sha256.substring(0, 8) + "]";
  }

  /** One row a feature: the few kept features then read memory in order. */
  private static float[] transposed(HeadShape shape, float[] weights) {
    int classes = shape.classes();
    int features = shape.features();
    float[] byFeature = new float[classes * features];
    for (int c = 0; c < classes; c++) {
      for (int f = 0; f < features; f++) {
        byFeature[f * classes + c] = weights[c * features + f];
      }
    }
    return byFeature;
  }

  private static String hash(HeadShape shape, float[] weights) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(LittleEndian.ints(new int[] {shape.classes(), shape.features()}));
      digest.update(LittleEndian.floats(weights));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
