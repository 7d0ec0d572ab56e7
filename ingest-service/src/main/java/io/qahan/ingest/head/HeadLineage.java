package io.qahan.ingest.head;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Where a head stands among its kind.
 *
 * @param version grows with each published head; 0 is the untrained one
 * @param parent the version it was trained from; -1 for none
 * @param restoredFrom the version whose weights it repeats after a pin or a roll back
 */
public record HeadLineage(long version, long parent, OptionalLong restoredFrom) {

  /** What every reader of JSON can hold, and what leaves room for the heads after it. */
  private static final long NEWEST = 1L << 53;

  /** The untrained head. */
  public static final HeadLineage ROOT = new HeadLineage(0, -1, OptionalLong.empty());

  public HeadLineage {
    if (version > NEWEST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "head version [%d] is above %d", version, NEWEST));
    }
    if (restoredFrom.isPresent()
        && (restoredFrom.getAsLong() < 0 || restoredFrom.getAsLong() >= version)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "head version [%d] repeats version [%d], which is not older",
              version,
              restoredFrom.getAsLong()));
    }
    if (version < 0 || parent < -1 || parent >= version) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "head version [%d] of parent [%d]: versions start at 0 and parents are older",
              version,
              parent));
    }
  }

  /** The next version, trained from this one. */
  public HeadLineage child() {
    return new HeadLineage(version + 1, version, OptionalLong.empty());
  }

  /** The next version, with the weights of an older one. */
  public HeadLineage restoring(long older) {
    return new HeadLineage(version + 1, version, OptionalLong.of(older));
  }
}
