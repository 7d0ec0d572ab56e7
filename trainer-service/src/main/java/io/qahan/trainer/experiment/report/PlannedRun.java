package io.qahan.trainer.experiment.report;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.paper.TrainingData;
import io.qahan.trainer.paper.TrainingOptions;
import java.nio.file.Path;
import java.util.List;

/**
 * One training of an experiment.
 *
 * @param name its directory, and the name of its conv stack: other experiments that need the same
 *     training find it there
 * @param label for people
 */
public record PlannedRun(
    String name, String label, AttentionOptions attention, double noise, int epochs) {

  /** A mechanism with the paper's settings. */
  public static PlannedRun of(Scale scale, Mechanism mechanism, double noise) {
    boolean rival = mechanism != Mechanism.QAHAM && mechanism != Mechanism.NONE;
    String name = scale.datasetName() + "-" + mechanism.slug();
    return new PlannedRun(
        noise == 0 ? name : name + "-noise" + noise,
        mechanism.title(),
        AttentionOptions.of(mechanism),
        noise,
        rival ? scale.rivalEpochs() : scale.epochs());
  }

  /** All mechanisms that the paper compares, and no attention. */
  public static List<PlannedRun> compared(Scale scale, double noise) {
    return List.of(Mechanism.QAHAM, Mechanism.MNIH, Mechanism.ELSAYED, Mechanism.NONE).stream()
        .map(mechanism -> of(scale, mechanism, noise))
        .toList();
  }

  /** The same training, stopped earlier and kept apart. */
  public PlannedRun stoppedAfter(int epochs) {
    return new PlannedRun(name + "-epoch" + epochs, label, attention, noise, epochs);
  }

  /** The same training under another label. */
  public PlannedRun withLabel(String label) {
    return new PlannedRun(name, label, attention, noise, epochs);
  }

  /** What to train; resumed where it was begun before. */
  public TrainingOptions options(Scale scale, Path out) {
    return TrainingOptions.of(
        TrainingData.of(scale.dataset(), scale.trainImages(), scale.testImages()).withNoise(noise),
        attention,
        scale.hyper(epochs),
        name,
        out.resolve(name),
        true);
  }
}
