package io.qahan.trainer.experiment.report;

import io.qahan.trainer.paper.TrainedNetwork;
import io.qahan.trainer.paper.TrainingOptions;
import io.qahan.trainer.paper.history.Epoch;
import java.util.Comparator;
import java.util.List;

/** A training of an experiment, and what came of it. */
public record FinishedRun(PlannedRun plan, TrainingOptions options, TrainedNetwork network) {
  /** Its epochs, in order. */
  public List<Epoch> epochs() {
    return network.epochs();
  }

  /** Where it ended. */
  public Epoch lastEpoch() {
    return epochs().get(epochs().size() - 1);
  }

  /** The epoch of the highest test accuracy; of equal ones the first. */
  Epoch bestEpoch() {
    return epochs().stream()
        .max(
            Comparator.comparingDouble((Epoch epoch) -> epoch.test().accuracy())
                .thenComparing(Comparator.comparingInt(Epoch::number).reversed()))
        .orElseThrow();
  }

  double secondsPerEpoch() {
    return epochs().stream()
        .mapToDouble(Epoch::seconds)
        .sorted()
        .skip((epochs().size() - 1) / 2)
        .findFirst()
        .orElseThrow();
  }
}
