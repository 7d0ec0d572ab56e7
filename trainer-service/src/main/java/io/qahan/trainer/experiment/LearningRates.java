package io.qahan.trainer.experiment;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Learning rates of the rivals, chosen by short trainings on training images that they do not learn
 * from. QAHAN has the paper's rate, and so has every control.
 */
final class LearningRates {
  private static final List<Double> RATES = List.of(0.0003, PlannedRun.LEARNING_RATE, 0.003);
  private static final int MOST_EPOCHS = 10;

  private LearningRates() {}

  /** One training for each rival and rate, with the first seed and without noise. */
  static List<PlannedRun> trials(Scale scale) {
    int epochs = Math.min(MOST_EPOCHS, scale.rivalEpochs());
    return RivalClaims.RIVALS.stream()
        .map(rival -> PlannedRun.of(scale, rival, 0))
        .flatMap(run -> RATES.stream().map(rate -> run.tried(rate, epochs)))
        .toList();
  }

  /** A training at the rate of its mechanism. */
  static PlannedRun chosen(PlannedRun run, List<FinishedRun> trials) {
    return of(run.attention().mechanism(), trials)
        .max(
            Comparator.comparingDouble(LearningRates::accuracy)
                .thenComparing(trial -> -trial.plan().learningRate()))
        .map(best -> run.withLearningRate(best.plan().learningRate()))
        .orElse(run);
  }

  private static Stream<FinishedRun> of(Mechanism mechanism, List<FinishedRun> trials) {
    return trials.stream().filter(trial -> trial.plan().attention().mechanism() == mechanism);
  }

  private static double accuracy(FinishedRun trial) {
    return trial.lastEpoch().test().accuracy();
  }

  /** Says what was tried, and what came of it. */
  static Report report(Report report, List<FinishedRun> trials) {
    if (trials.isEmpty()) {
      return report.paragraph(
          "All learn at the paper's rate, 0.001: none was tried for the rivals.");
    }
    return report
        .paragraph(
            "Learning rates of the rivals are those that did best on training images that nobody"
                + " learns from, after short trainings; all others have the paper's, 0.001.")
        .table(
            List.of("rival", "learning rate", "epochs", "accuracy on unused training images"),
            trials.stream()
                .map(
                    trial ->
                        List.of(
                            trial.plan().attention().mechanism().title(),
                            PlannedRun.plain(trial.plan().learningRate()),
                            Integer.toString(trial.epochs().size()),
                            Report.digits(accuracy(trial))))
                .toList());
  }
}
