package io.qahan.trainer.experiment.report;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.paper.history.Epoch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Trainings that differ in their seed alone.
 *
 * @param runs at least one, by rising seed
 */
public record SeededRuns(List<FinishedRun> runs) {
  public SeededRuns {
    runs = List.copyOf(runs);
  }

  /** Trainings by their kind, in the order in which each first comes. */
  public static List<SeededRuns> of(List<FinishedRun> runs) {
    Map<String, List<FinishedRun>> byLabel = new LinkedHashMap<>();
    runs.forEach(
        run -> byLabel.computeIfAbsent(run.plan().label(), label -> new ArrayList<>()).add(run));
    return byLabel.values().stream().map(SeededRuns::new).toList();
  }

  /** Those of a mechanism under a noise. */
  public static Optional<SeededRuns> find(List<SeededRuns> all, Mechanism mechanism, double noise) {
    return all.stream()
        .filter(same -> same.plan().attention().mechanism() == mechanism)
        .filter(same -> same.plan().noise() == noise)
        .findFirst();
  }

  /** The first one's. */
  public PlannedRun plan() {
    return runs.get(0).plan();
  }

  /** For people. */
  public String label() {
    return plan().label();
  }

  /** The fewest epochs of any. */
  public int epochs() {
    return runs.stream().mapToInt(run -> run.epochs().size()).min().orElseThrow();
  }

  /** A figure over the seeds; of a single one nothing is known but the figure. */
  public Interval over(ToDoubleFunction<FinishedRun> figure) {
    return Interval.ofSeeds(values(figure));
  }

  /** A figure of the last epoch. */
  public Interval last(ToDoubleFunction<Epoch> figure) {
    return over(run -> figure.applyAsDouble(run.lastEpoch()));
  }

  /**
   * An accuracy over the seeds, or that of a single one within the chance of so many test images.
   */
  public Interval accuracy(ToDoubleFunction<FinishedRun> figure, int images) {
    return runs.size() == 1
        ? Interval.ofShare(figure.applyAsDouble(runs.get(0)), images)
        : over(figure);
  }

  /** The accuracy on all test images at the end. */
  public Interval everyTestImage(int images) {
    return accuracy(run -> run.network().last().everyTestImage().accuracy(), images);
  }

  /**
   * By how much an accuracy lies above another's: seed by seed where both have several, within the
   * chance of the test images where not.
   */
  public Interval above(SeededRuns other, ToDoubleFunction<FinishedRun> figure, int images) {
    int seeds = Math.min(runs.size(), other.runs.size());
    return seeds == 1
        ? accuracy(figure, images).minus(other.accuracy(figure, images))
        : paired(other, figure);
  }

  /** The difference of a figure, seed by seed, as many as both have. */
  public Interval paired(SeededRuns other, ToDoubleFunction<FinishedRun> figure) {
    double[] differences = new double[Math.min(runs.size(), other.runs.size())];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = figure.applyAsDouble(runs.get(i)) - figure.applyAsDouble(other.runs.get(i));
    }
    return Interval.ofSeeds(differences);
  }

  private double[] values(ToDoubleFunction<FinishedRun> figure) {
    return runs.stream().mapToDouble(figure).toArray();
  }
}
