package io.qahan.deploy.solve;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user allows D-Wave for one problem.
 *
 * @param reads anneals of each call of a QPU
 * @param timeLimit how long it may take; of a hybrid solver, its time limit
 * @param qpuTime the most QPU time that may be charged
 * @param seed of what is chosen here
 */
record DWaveOptions(int reads, Optional<Duration> timeLimit, Duration qpuTime, long seed) {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  DWaveOptions {
    if (reads < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "reads [%d] must be at least 1", reads));
    }
  }

  /** How long to wait. */
  Duration patience() {
    return timeLimit.orElse(PATIENCE);
  }
}
