package io.qahan.ingest.board;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * What an operator should look at now, judged by what happened in the last five minutes: dead
 * letters that pile up, degraded answers, an untrained head that serves although labels come,
 * labels that train nothing, services that nobody runs, clocks that step or differ. {@code qahan
 * doctor} says more. For one thread.
 */
public final class Warnings {
  private static final long WINDOW = Duration.ofMinutes(5).toNanos();
  private static final long EVERY = Duration.ofSeconds(10).toNanos();

  /** Fewer say nothing yet. */
  private static final long FEW = 50;

  private static final long ENOUGH_TO_LEARN = 1_000;
  private static final double BAD = 0.05;
  private static final double LOST_LABELS = 0.8;
  private static final double CLOCKS_APART = 1; // seconds

  /**
   * What has happened since this process started.
   *
   * @param untrained whether the head that serves now knows nothing
   */
  public record Counts(
      long answers,
      long degraded,
      long deadLetters,
      long labels,
      long examples,
      boolean untrained) {}

  private record Sample(long nanos, Counts counts, long clockSteps) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * Judges.
   *
   * @param nanos a time that only measures
   * @param clocks how they are now
   * @param missing services that nobody runs, by name
   * @return a sentence for each thing that is wrong; empty if all is well
   */
  public List<String> of(long nanos, Counts now, ClockState clocks, List<String> missing) {
    if (samples.isEmpty() || nanos - samples.getLast().nanos() >= EVERY) {
      samples.addLast(new Sample(nanos, now, clocks.steps()));
    }
    while (samples.size() > 1 && nanos - samples.getFirst().nanos() > WINDOW) {
      samples.removeFirst();
    }
    List<String> sentences = sentences(samples.getFirst().counts(), now, missing);
    clocks(clocks.steps() - samples.getFirst().clockSteps(), clocks.brokerAhead(), sentences);
    return sentences;
  }

  /** Answers do not depend on clocks; what is shown and recorded does. */
  private static void clocks(long steps, double brokerAhead, List<String> sentences) {
    if (steps > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "The clock of ingest's host stepped %d times in the last minutes. See to its time"
                  + " service (chronyc tracking, timedatectl).",
              steps));
    }
    if (Math.abs(brokerAhead) > CLOCKS_APART) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "The broker's clock is %.1f s %s that of ingest's host: times that are shown are off."
                  + " See to the time service of both.",
              Math.abs(brokerAhead),
              brokerAhead > 0 ? "ahead of" : "behind"));
    }
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
    if (now.untrained() && now.labels() >= ENOUGH_TO_LEARN) {
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
