package io.qahan.ingest.head;

import java.util.Locale;

/**
 * What a head takes and gives.
 *
 * @param classes number of classes
 * @param features length of the feature vector
 * @param convVersion the conv stack whose features it takes
 */
public record HeadShape(int classes, int features, String convVersion) {

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

  /** Number of weights: W row-major, one row a class, then b. */
  public int weights() {
    return classes * (features + 1);
  }
}
