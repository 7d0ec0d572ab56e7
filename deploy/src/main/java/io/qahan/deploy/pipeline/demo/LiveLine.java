package io.qahan.deploy.pipeline.demo;

import io.qahan.deploy.pipeline.Outcomes;
import io.qahan.deploy.pipeline.RunSummary;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.LongSupplier;

/** The line that shows how a demo goes. Thread safe. */
final class LiveLine {
  private static final long WINDOW_NANOS = 3_000_000_000L;

  private record Mark(long nanos, int predictions) {}

  private final Outcomes outcomes;
  private final LongSupplier nanoTime;
  private final Deque<Mark> marks = new ArrayDeque<>();

  LiveLine(Outcomes outcomes, LongSupplier nanoTime) {
    this.outcomes = outcomes;
    this.nanoTime = nanoTime;
  }

  synchronized String text() {
    RunSummary now = outcomes.summary();
    return String.format(
        Locale.ROOT,
        "images %,d/%,d | %,.0f/s | accuracy of last %d: %.3f | head v%d | solve p50 %.2f ms, p99"
            + " %.2f ms | degraded %d",
        now.predictions(),
        now.images(),
        rate(now.predictions()),
        Outcomes.WINDOW,
        now.accuracyLast500(),
        now.headVersion(),
        now.solver().p50Ms(),
        now.solver().p99Ms(),
        now.degraded());
  }

  /** Predictions a second over the last few seconds. */
  private double rate(int predictions) {
    long now = nanoTime.getAsLong();
    marks.addLast(new Mark(now, predictions));
    while (marks.size() > 2 && now - marks.peekFirst().nanos() > WINDOW_NANOS) {
      marks.removeFirst();
    }
    Mark first = marks.peekFirst();
    double seconds = (now - first.nanos()) / 1e9;
    return seconds == 0 ? 0 : (predictions - first.predictions()) / seconds;
  }
}
