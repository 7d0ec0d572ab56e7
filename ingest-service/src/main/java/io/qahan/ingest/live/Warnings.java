package io.qahan.ingest.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * What an operator should look at now, judged by what happened in the last five minutes: dead
 * letters that pile up, degraded answers, an untrained head that serves although labels come,
 * labels that train nothing, services that nobody runs. {@code qahan doctor} says more. For one
 * thread.
 */
final class Warnings {
  private static final long WINDOW = Duration.ofMinutes(5).toNanos();
  private static final long EVERY = Duration.ofSeconds(10).toNanos();

  /** Fewer say nothing yet. */
  private static final long FEW = 50;

  private static final long ENOUGH_TO_LEARN = 1_000;
  private static final double BAD = 0.05;
  private static final double LOST_LABELS = 0.8;

  /**
   * What has happened since this process started.
   *
   * @param head the version that serves now
   */
  record Counts(
      long answers, long degraded, long deadLetters, long labels, long examples, long head) {}

  private record Sample(long nanos, Counts counts) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * Judges.
   *
   * @param nanos a time that only measures
   * @param missing services that nobody runs, by name
   * @return a sentence for each thing that is wrong; empty if all is well
   */
  List<String> of(long nanos, Counts now, List<String> missing) {
    if (samples.isEmpty() || nanos - samples.getLast().nanos() >= EVERY) {
      samples.addLast(new Sample(nanos, now));
    }
    while (samples.size() > 1 && nanos - samples.getFirst().nanos() > WINDOW) {
      samples.removeFirst();
    }
    return sentences(samples.getFirst().counts(), now, missing);
  }

  private static List<String> sentences(Counts then, Counts now, List<String> missing) {
    List<String> sentences = new ArrayList<>();
    missing.forEach(
        service ->
            sentences.add("No %s is running. Start one: qahan %s.".formatted(service, service)));
    long answers = now.answers() - then.answers();
    long degraded = now.degraded() - then.degraded();
    if (answers >= FEW && degraded > BAD * answers) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%d of the last %d answers are degraded: masks did not come in time. Start more"
                  + " workers, or raise ingest.deadline.",
              degraded,
              answers));
    }
    long letters = now.deadLetters() - then.deadLetters();
    if (letters >= FEW && letters > BAD * (answers + letters)) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%d records became dead letters in the last minutes. Their causes are below.",
              letters));
    }
    if (now.head() == 0 && now.labels() >= ENOUGH_TO_LEARN) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Head 0, which is untrained, serves although %d labels came. Ask qahan doctor.",
              now.labels()));
    }
    long labels = now.labels() - then.labels();
    long lost = labels - (now.examples() - then.examples());
    if (labels >= FEW && lost > LOST_LABELS * labels) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%d labels came in the last minutes, and %d were trained on. Ask qahan doctor.",
              labels,
              labels - lost));
    }
    return sentences;
  }
}
