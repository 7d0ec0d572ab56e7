package io.qahan.qubo.worker;

import java.time.Duration;

/**
 * How long and how often a chain tries.
 *
 * @param budget the most time that one solver gets for one request
 * @param margin how long before the deadline the answer must be on its way
 * @param breakerFailures after how many failures in a row a solver is left out
 * @param breakerDelay for how long
 */
record ChainLimits(Duration budget, Duration margin, int breakerFailures, Duration breakerDelay) {
  ChainLimits {
    if (budget.isZero() || budget.isNegative()) {
      throw new IllegalArgumentException("solver budget [%s] must be positive".formatted(budget));
    }
    if (breakerFailures < 1) {
      throw new IllegalArgumentException(
          "breaker failures [%d] must be at least 1".formatted(breakerFailures));
    }
  }
}
