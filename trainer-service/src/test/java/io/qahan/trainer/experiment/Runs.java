package io.qahan.trainer.experiment;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.paper.TrainedNetwork;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.history.LastScores;
import io.qahan.trainer.paper.history.MaskSummary;
import io.qahan.trainer.paper.network.Score;
import io.qahan.trainer.paper.network.StepTimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trainings that nobody ran. */
final class Runs {
  /** The paper's, on a set with 1,000 test images. */
  static final Scale FULL = Scale.full(new DatasetLocation.Sample(), 1);

  private static final ConvWeights CONV = ConvWeights.random(ConvShape.MNIST, 1);

  private Runs() {}

  /**
   * One that ended with an accuracy on all test images.
   *
   * @param test accuracy after each epoch; the loss is what is missing from 1
   */
  static FinishedRun of(Mechanism mechanism, double noise, double last, double... test) {
    PlannedRun plan =
        new PlannedRun(
            "a",
            noise == 0 ? mechanism.title() : mechanism.title() + ", noise " + noise,
            AttentionOptions.of(mechanism),
            noise,
            test.length);
    List<Epoch> epochs = new ArrayList<>();
    for (double accuracy : test) {
      Score score = new Score(1 - accuracy, accuracy);
      epochs.add(
          new Epoch(
              epochs.size() + 1,
              score,
              score,
              new MaskSummary(50_000, -5.0, 0.0, 100.0),
              StepTimes.NONE,
              20));
    }
    Score end = new Score(1 - last, last);
    Path out = Path.of("out");
    return new FinishedRun(
        plan,
        plan.options(FULL, out),
        new TrainedNetwork(
            CONV, epochs, new LastScores(end, end), out.resolve("conv"), out.resolve("history")));
  }
}
