package io.qahan.schemas.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock and a monotonic clock, of which only the former steps. */
final class TestClocks implements InstantSource {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Duration passed = Duration.ZERO;
  private Duration stepped = Duration.ZERO;

  ClockWatch watch() {
    return new ClockWatch(this, this::nanoTime);
  }

  void pass(Duration time) {
    passed = passed.plus(time);
  }

  void step(Duration by) {
    stepped = stepped.plus(by);
  }

  @Override
  public Instant instant() {
    return START.plus(passed).plus(stepped);
  }

  long nanoTime() {
    return passed.toNanos();
  }
}
