package io.qahan.trainer.experiment;

import io.qahan.trainer.paper.Epoch;
import io.qahan.trainer.paper.TrainedNetwork;
import io.qahan.trainer.paper.TrainingOptions;
import java.util.Comparator;
import java.util.List;

/** A training of an experiment, and what came of it. */
record FinishedRun(PlannedRun plan, TrainingOptions options, TrainedNetwork network) {
  List<Epoch> epochs() {
    return network.epochs();
  }

  Epoch lastEpoch() {
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
