package io.qahan.trainer.join;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.IntSupplier;

/**
 * Which classes labels may name: those of the settings, or of the release with the most. Releases
 * are looked at again when a label names a class that is not known, at most once a second; the
 * training judges each label by the version that its image was taken in by. For one thread.
 */
public final class KnownClasses {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final IntSupplier released;
  private final InstantSource steady;
  private int most;
  private Instant lookAt;

  /**
   * Before any release.
   *
   * @param classes of the settings
   * @param released asks how many the release with the most has; 0 without one
   * @param steady for intervals
   */
  public KnownClasses(int classes, IntSupplier released, InstantSource steady) {
    this.most = classes;
    this.released = released;
    this.steady = steady;
    this.lookAt = steady.instant();
  }

  /** Whether a label names a class. */
  boolean knows(int label) {
    if (label >= most && !steady.instant().isBefore(lookAt)) {
      most = Math.max(most, released.getAsInt());
      lookAt = steady.instant().plus(PAUSE);
    }
    return label >= 0 && label < most;
  }

  /** How many there are, as far as is known. */
  int count() {
    return most;
  }
}
