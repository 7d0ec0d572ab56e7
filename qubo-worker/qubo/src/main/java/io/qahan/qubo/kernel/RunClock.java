package io.qahan.qubo.kernel;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The time of one solve: how much has passed, and whether its budget is used up. Thread safe. */
public final class RunClock {
  private final LongSupplier nanoClock;
  private final long startedAt;
  private final long budgetNanos;

  /** Starts now. */
  public RunClock(Duration budget, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    startedAt = nanoClock.getAsLong();
    budgetNanos =
        budget.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : budget.toNanos();
  }

  /** Nanoseconds since the start. */
  public long nanos() {
    return nanoClock.getAsLong() - startedAt;
  }

  public boolean outOfTime() {
    return nanos() >= budgetNanos;
  }
}
