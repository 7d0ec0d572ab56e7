package io.qahan.trainer.experiment.report;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.paper.TrainingData;
import io.qahan.trainer.paper.TrainingData.TestFrom;
import io.qahan.trainer.paper.TrainingOptions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;

/**
 * One training of an experiment.
 *
 * @param name its directory, and the name of its conv stack: other experiments that need the same
 *     training find it there
 * @param label for people; the same for all seeds
 * @param number of its kind, from 0: its seed is so much above the first
 * @param learningRate Adam's
 * @param trial whether it is tested with training images that it does not learn from, to choose a
 *     learning rate by
 */
public record PlannedRun(
    String name,
    String label,
    AttentionOptions attention,
    double noise,
    int epochs,
    int number,
    double learningRate,
    boolean trial) {
  /** The paper's. */
  public static final double LEARNING_RATE = 0.001;

  private static final int MOST_UNUSED = 10_000;

  /** The first of its kind, at the paper's learning rate. */
  public PlannedRun(
      String name, String label, AttentionOptions attention, double noise, int epochs) {
    this(name, label, attention, noise, epochs, 0, LEARNING_RATE, false);
  }

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

  /** What shows how much of a mechanism's worth is in its choices. */
  public static List<PlannedRun> controls(Scale scale, double noise) {
    return List.of(Mechanism.CONSTANT, Mechanism.TOPK, Mechanism.RANDOM).stream()
        .map(mechanism -> of(scale, mechanism, noise))
        .toList();
  }

  /** The same training, stopped earlier and kept apart. */
  public PlannedRun stoppedAfter(int epochs) {
    return new PlannedRun(
        name + "-epoch" + epochs, label, attention, noise, epochs, number, learningRate, trial);
  }

  /** The same training under another label. */
  public PlannedRun withLabel(String label) {
    return new PlannedRun(name, label, attention, noise, epochs, number, learningRate, trial);
  }

  /**
   * The same training with another seed.
   *
   * @param number from 0: 0 for the same
   */
  public PlannedRun seeded(Scale scale, int number) {
    return number == 0
        ? this
        : new PlannedRun(
            name + "-seed" + (scale.seed() + number),
            label,
            attention,
            noise,
            epochs,
            number,
            learningRate,
            trial);
  }

  /** The same training at another learning rate, kept apart unless that is the paper's. */
  public PlannedRun withLearningRate(double rate) {
    return new PlannedRun(
        rate == LEARNING_RATE ? name : "%s-lr%s".formatted(name, plain(rate)),
        label,
        attention,
        noise,
        epochs,
        number,
        rate,
        trial);
  }

  /** A short training to try a learning rate by, on training images that it does not learn from. */
  public PlannedRun tried(double rate, int epochs) {
    return new PlannedRun(
        "%s-trial-lr%s".formatted(name, plain(rate)),
        "%s, trial at %s".formatted(label, plain(rate)),
        attention,
        noise,
        epochs,
        number,
        rate,
        true);
  }

  /** A learning rate as it may stand in a name: without an exponent. */
  public static String plain(double rate) {
    return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
  }

  /** What to train; resumed where it was begun before. */
  public TrainingOptions options(Scale scale, Path out) {
    return TrainingOptions.of(
        data(scale).withNoise(noise),
        attention,
        scale.hyper(epochs, number).withLearningRate(learningRate),
        name,
        out.resolve(name),
        true);
  }

  private TrainingData data(Scale scale) {
    if (!trial) {
      return TrainingData.of(scale.dataset(), scale.trainImages(), scale.testImages());
    }
    int all = scale.dataset().open().train().size();
    int learned = scale.trainImages() < all ? scale.trainImages() : Math.max(1, all * 4 / 5);
    return TrainingData.of(scale.dataset(), learned, MOST_UNUSED).withTestFrom(TestFrom.UNUSED);
  }
}
