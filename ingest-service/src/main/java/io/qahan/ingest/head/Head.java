package io.qahan.ingest.head;

import io.qahan.schemas.avro.FcHead;
import java.util.Locale;
import java.util.Objects;

/**
 * A fully connected head: logits = W x + b over masked features. One record is one head, whole and
 * checked. Immutable, thread safe.
 */
public final class Head {

  private final HeadLineage lineage;
  private final HeadProgress progress;
  private final HeadWeights weights;

  private Head(HeadLineage lineage, HeadProgress progress, HeadWeights weights) {
    this.lineage = lineage;
    this.progress = progress;
    this.weights = weights;
  }

  /** Version 0: all weights zero, so every class is as probable as any other. */
  public static Head untrained(HeadShape shape) {
    return new Head(HeadLineage.ROOT, HeadProgress.NONE, HeadWeights.zero(shape));
  }

  /**
   * A head from the trainer.
   *
   * @param weights W row-major, one row a class, then b; copied
   */
  public static Head of(
      HeadShape shape, HeadLineage lineage, HeadProgress progress, float[] weights)
      throws HeadRefusedException {
    return of(lineage, progress, HeadWeights.of(shape, weights.clone()));
  }

  static Head of(HeadLineage lineage, HeadProgress progress, HeadWeights weights)
      throws HeadRefusedException {
    return new Head(lineage, progress, weights.requireFinite());
  }

  /** The head of a record, refused unless its shape, hash and weights are sound. */
  public static Head of(FcHead record) throws HeadRefusedException {
    return HeadRecord.read(record);
  }

  /** The record of the fc-heads topic. */
  public FcHead toRecord() {
    return HeadRecord.of(lineage, progress, weights);
  }

  /**
   * The class probabilities of masked features, a new array of one value per class; they sum to 1.
   */
  public float[] probabilities(Sparse features) {
    HeadShape shape = shape();
    if (features.size() != shape.features()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] features for head %d, which takes %d; do they come from conv stack %s?",
              features.size(),
              lineage.version(),
              shape.features(),
              shape.convVersion()));
    }
    return Softmax.inPlace(weights.logits(features));
  }

  /** The same head as one of that version of the model. */
  public Head belongingTo(String modelVersion) {
    return new Head(lineage, progress, weights.belongingTo(modelVersion));
  }

  /** Whether all weights are zero, so that nothing is known of any class. */
  public boolean knowsNothing() {
    return sha256().equals(untrained(shape()).sha256());
  }

  /** Whether both have the same version and weights, whatever else was said of them. */
  public boolean isSameAs(Head other) {
    return version() == other.version() && sha256().equals(other.sha256());
  }

  /**
   * Whether this cannot come from the trainer whose state names {@code live}: it writes heads one
   * version after the other, each together with its state.
   *
   * @param live the trainer's live head, asked for after this head was seen
   */
  public boolean isForeignTo(Head live) {
    return version() > live.version() || (version() == live.version() && !isSameAs(live));
  }

  public HeadShape shape() {
    return weights.shape();
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
    return weights.toArray();
  }

  /** SHA-256 of shape and weights, both little-endian, hexadecimal. */
  public String sha256() {
    return weights.sha256();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Head that
        && sha256().equals(that.sha256())
        && shape().equals(that.shape())
        && lineage.equals(that.lineage)
        && progress.equals(that.progress);
  }

  @Override
  public int hashCode() {
    return Objects.hash(sha256(), shape(), lineage, progress);
  }

  @Override
  public String toString() {
    return "Head[" + lineage.version() + ", " + shape() + ", " + sha256().substring(0, 8) + "]";
  }
}
