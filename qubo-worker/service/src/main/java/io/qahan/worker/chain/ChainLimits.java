package io.qahan.worker.chain;

import java.time.Duration;
import java.util.Locale;

/**
 * How long and how often a chain tries.
 *
 * @param budget the most time that a solver on this machine gets for one request, and what a remote
 *     one leaves for those behind it
 * @param remoteBudget the most time that a remote solver gets
 * @param margin how long before the deadline the answer must be on its way
 * @param breakerFailures after how many failures in a row a solver is left out
 * @param breakerDelay for how long
 */
public record ChainLimits(
    Duration budget,
    Duration remoteBudget,
    Duration margin,
    int breakerFailures,
    Duration breakerDelay) {
  public ChainLimits {
    positive("solver budget", budget);
    positive("remote budget", remoteBudget);
    if (breakerFailures < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "breaker failures [%d] must be at least 1", breakerFailures));
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException("%s [%s] must be positive".formatted(name, value));
    }
  }

  /**
   * The time for one solver.
   *
   * @param left until the margin before the deadline
   * @param last whether no solver comes after it
   */
  Duration share(boolean remote, boolean last, Duration left) {
    if (!remote) {
      return least(left, budget);
    }
    return least(last ? left : left.minus(budget), remoteBudget);
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
