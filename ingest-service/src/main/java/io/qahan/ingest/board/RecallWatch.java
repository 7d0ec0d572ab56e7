package io.qahan.ingest.board;

import io.qahan.ingest.head.Confusion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Notices that the class which is answered worst is answered much worse than the worst one was
 * within the hour: where most images are of another class, the accuracy does not show it. For one
 * thread.
 */
public final class RecallWatch {
  private static final long WINDOW = Duration.ofHours(1).toNanos();
  private static final long EVERY = Duration.ofSeconds(10).toNanos();
  private static final double FALL = 0.15;

  private record Sample(long nanos, double recall) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * Judges.
   *
   * @param nanos a time that only measures
   * @param least the class with the least recall now; empty if none has enough images
   * @param name of a class
   * @return a sentence if the least recall has fallen
   */
  public Optional<String> warning(
      long nanos, Optional<Confusion.OfClass> least, IntFunction<String> name) {
    while (!samples.isEmpty() && nanos - samples.getFirst().nanos() > WINDOW) {
      samples.removeFirst();
    }
    if (least.isEmpty()) {
      return Optional.empty();
    }
    double now = least.get().recall();
    if (samples.isEmpty() || nanos - samples.getLast().nanos() >= EVERY) {
      samples.addLast(new Sample(nanos, now));
    }
    double best = samples.stream().mapToDouble(Sample::recall).max().orElse(now);
    return best - now > FALL
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "Class [%s] is answered rightly in %.1f %% of its images only; the worst class had"
                    + " %.1f %% within the hour. Ask qahan scores --confusion.",
                name.apply(least.get().number()),
                100 * now,
                100 * best))
        : Optional.empty();
  }
}
