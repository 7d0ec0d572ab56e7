package io.qahan.deploy.bench.swap;

import io.qahan.deploy.pipeline.Durations;
import io.qahan.deploy.pipeline.Quantiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Latencies around the moments at which a model was replaced, all of them taken together. */
final class SwapLatency {
  static final Duration SECOND = Duration.ofSeconds(1);

  /**
   * An image that was answered.
   *
   * @param due when it was sent
   * @param millis until a reader of committed records saw its answer
   * @param version of the model that answered
   */
  record Answered(Instant due, double millis, String version) {
    private Instant seen() {
      return due.plusNanos((long) (millis * 1e6));
    }
  }

  /**
   * A release.
   *
   * @param asked when the command began that wrote it
   * @param stored when it was in Kafka
   * @param version of the model from then on
   */
  record Swap(Instant asked, Instant stored, String version) {}

  /**
   * A part of the time.
   *
   * @param name which images, by when they were sent
   */
  record Part(String name, Quantiles latencyMs) {}

  private final List<Answered> answers;
  private final List<Swap> swaps;
  private final Duration around;

  /**
   * Of one stream.
   *
   * @param around how much before the command, and behind the second after the release, is compared
   */
  SwapLatency(List<Answered> answers, List<Swap> swaps, Duration around) {
    this.answers = List.copyOf(answers);
    this.swaps = List.copyOf(swaps);
    this.around = around;
  }

  /** From a release until the first answer of the new version was seen; none if there is none. */
  Quantiles takeOver() {
    Durations times = new Durations();
    for (Swap swap : swaps) {
      first(swap)
          .ifPresent(
              answer -> times.add(Duration.between(swap.stored(), answer.seen()).toNanos() / 1e6));
    }
    return times.quantiles();
  }

  /** The first image that was sent after a release was asked for, and answered by its version. */
  private Optional<Answered> first(Swap swap) {
    return answers.stream()
        .filter(answer -> answer.version().equals(swap.version()))
        .filter(answer -> !answer.due().isBefore(swap.asked()))
        .min(Comparator.comparing(Answered::seen));
  }

  List<Part> parts() {
    Durations before = new Durations();
    Durations command = new Durations();
    Durations second = new Durations();
    Durations firsts = new Durations();
    Durations after = new Durations();
    for (Swap swap : swaps) {
      Instant end = swap.stored().plus(SECOND);
      add(before, swap.asked().minus(around), swap.asked());
      add(command, swap.asked(), swap.stored());
      add(second, swap.stored(), end);
      add(after, end, end.plus(around));
      first(swap).ifPresent(answer -> add(firsts, answer.due(), answer.due().plus(SECOND)));
    }
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("before the command", before.quantiles()));
    parts.add(new Part("while the command tries the file", command.quantiles()));
    parts.add(new Part("the second after the release", second.quantiles()));
    parts.add(new Part("the first second of the new version", firsts.quantiles()));
    parts.add(new Part("after that", after.quantiles()));
    return parts;
  }

  /** Those that were sent from a moment on and before another. */
  private void add(Durations to, Instant from, Instant end) {
    answers.stream()
        .filter(answer -> !answer.due().isBefore(from) && answer.due().isBefore(end))
        .forEach(answer -> to.add(answer.millis()));
  }
}
