package io.qahan.ingest.head;

import io.qahan.schemas.topic.Topics;
import java.util.Locale;
import java.util.Optional;

/**
 * What a head takes and gives.
 *
 * @param classes number of classes
 * @param features length of the feature vector
 * @param convVersion the conv stack whose features it takes
 * @param modelVersion content hash of the model that it belongs to; empty if no model file says it
 */
public record HeadShape(int classes, int features, String convVersion, String modelVersion) {

  /** What a record has besides the weights: names, scores, hash, the record's own frame. */
  private static final int AROUND = 64 << 10;

  public HeadShape {
    if (classes < 2 || features < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "head of [%d] classes over [%d] features; it takes at least 2 classes and 1 feature",
              classes,
              features));
    }
    if (convVersion.isBlank()) {
      throw new IllegalArgumentException("head names no conv version; give the conv stack's");
    }
    // The sizes come from outside: no overflow may hide a shape that no weights fill.
    int unused = Math.multiplyExact(classes, Math.addExact(features, 1));
    assert unused > 0;
  }

  /** Of a model that settings describe. */
  public HeadShape(int classes, int features, String convVersion) {
    this(classes, features, convVersion, "");
  }

  /**
   * Whether a head of the other shape can serve where one of this shape is expected: they are
   * equal, or only one of them names its model.
   */
  public boolean takes(HeadShape other) {
    boolean silent = modelVersion.isEmpty() || other.modelVersion.isEmpty();
    return equals(silent ? other.of(modelVersion) : other);
  }

  /** The same for a model of that version. */
  public HeadShape of(String version) {
    return new HeadShape(classes, features, convVersion, version);
  }

  /**
   * Says why a head of this shape cannot travel: it is one record of the topic fc-heads, and with
   * both moments of Adam one of training-state.
   */
  public static Optional<String> faultOfSize(int classes, int features) {
    long bytes = Float.BYTES * (long) classes * (features + 1L);
    int most = Topics.FC_HEADS.maxMessageBytes() - AROUND;
    return bytes <= most
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "a head of %d classes over %d features has %d bytes of weights, but one record"
                    + " holds %d; take pooled features (--layout spatial --output pooled: a place's"
                    + " features and no more), fewer classes, smaller images or fewer channels",
                classes,
                features,
                bytes,
                most));
  }

  /** Number of weights: W row-major, one row a class, then b. */
  public int weights() {
    return classes * (features + 1);
  }
}
