package io.qahan.trainer.online.gate;

import io.qahan.schemas.avro.DriftState;
import io.qahan.schemas.avro.TrainingState;
import java.util.Optional;

/**
 * Notices that images are told wrongly more often than before. An alarm is a rise: where errors
 * become fewer, it takes that for granted and says nothing. Decided by the errors and their order
 * alone, so a replay finds the same drifts, also if it was saved and restored in between. For one
 * thread.
 */
interface DriftDetector {
  /**
   * Takes the next image.
   *
   * @param wrong whether it was told wrongly
   * @return whether there is drift. For {@link DriftOptions#minimum} images after that there is
   *     none again
   */
  boolean add(boolean wrong);

  /** How near drift is: 0 for not at all, noticed at 1. */
  double statistic();

  /** How many of the newest images are of after the last change, as it reckons; 0 before one. */
  long since();

  /** Forgets what it has seen: the errors to come are of something else. */
  void reset();

  /** All that {@link #of} needs; empty if it keeps nothing. */
  Optional<DriftState> state();

  /** Adds all of it to a state. */
  default void saveTo(TrainingState.Builder state) {
    state.setDrift(state().orElse(null));
  }

  /** One that has seen nothing. */
  static DriftDetector of(DriftOptions options) {
    return switch (options.detection()) {
      case ADWIN -> new Adwin(options);
      case PAGE_HINKLEY -> new PageHinkley(options);
      case NONE -> new NoDetector();
    };
  }

  /** Goes on from a state; one of another test, or of before there was this one, starts over. */
  static DriftDetector of(TrainingState state, DriftOptions options) {
    DriftState saved = state.getDrift();
    if (saved == null) {
      return of(options);
    }
    return switch (options.detection()) {
      case ADWIN -> saved.getDetector().equals(Adwin.NAME) ? Adwin.of(saved, options) : of(options);
      case PAGE_HINKLEY ->
          saved.getDetector().equals(PageHinkley.NAME)
              ? PageHinkley.of(saved, options)
              : of(options);
      case NONE -> of(options);
    };
  }

  /** Says what of a state cannot be; empty if it is sound. */
  static Optional<String> faultOf(TrainingState state) {
    DriftState saved = state.getDrift();
    return saved == null
            || (saved.getExamples() >= 0
                && saved.getSince() >= 0
                && saved.getMean() >= 0
                && saved.getMean() <= 1
                && Double.isFinite(saved.getRise())
                && Double.isFinite(saved.getFall())
                && Adwin.areBuckets(saved.getWidths(), saved.getErrors()))
        ? Optional.empty()
        : Optional.of("a test for drift that cannot be: " + saved);
  }
}
