package io.qahan.trainer.online.gate;

import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.Softmax;
import io.qahan.schemas.avro.TrainingState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How images are told right as their examples come, each before it is learned from (test, then
 * train): the prequential scores, and the test of the losses for drift.
 *
 * <p>The recent scores are those of the head in training, as it was before it learned from the
 * image. The scores over all images are those of the answers that were given, which the examples
 * tell; the head in training stands in where one tells none.
 *
 * <p>An image has one score of each kind, by its newest label: a correction has none of its own,
 * for the head has learned from the image already, but its image is judged anew. Over all images
 * that is exact however late the correction is, and takes no memory, for it brings the answer and
 * the label before with it. Recent scores are corrected as far back as {@link ScoredImages} reach
 * (less far than 1,000 images with more than about 25 classes). What the test for drift has seen
 * stays.
 *
 * <p>Where errors grow more, {@link RetrainRule} watches the answers. For one thread.
 */
public final class Evaluation {
  /** Examples that the recent scores look back on. */
  private static final int RECENT = 1000;

  private final Losses recent;
  private final ScoredImages images;
  private final DriftDetector driftTest;
  private final RetrainRule rule;
  private long examples;
  private long corrections;
  private long correct;
  private double lossSum;
  private OptionalLong lastDrift;
  private Optional<RetrainRule.Due> due = Optional.empty();

  private Evaluation(
      Losses recent,
      ScoredImages images,
      DriftDetector driftTest,
      RetrainRule rule,
      OptionalLong lastDrift) {
    this.recent = recent;
    this.images = images;
    this.driftTest = driftTest;
    this.rule = rule;
    this.lastDrift = lastDrift;
  }

  /** Of a head that has seen no example. */
  public Evaluation(DriftOptions options) {
    this(
        new Losses(RECENT),
        new ScoredImages(RECENT),
        DriftDetector.of(options),
        new RetrainRule(options.recovery()),
        OptionalLong.empty());
  }

  /** Goes on from a state. */
  public static Evaluation of(TrainingState state, DriftOptions options) {
    Long lastDrift = state.getLastDrift();
    Evaluation evaluation =
        new Evaluation(
            Losses.of(state.getRecent(), RECENT),
            ScoredImages.of(state, RECENT),
            DriftDetector.of(state, options),
            RetrainRule.of(state, options.recovery()),
            lastDrift == null ? OptionalLong.empty() : OptionalLong.of(lastDrift));
    evaluation.examples = state.getExamples();
    evaluation.corrections = state.getCorrections();
    evaluation.correct = state.getCorrect();
    evaluation.lossSum = state.getLossSum();
    return evaluation;
  }

  /** Says what of the test for drift in a state cannot be; empty if it is sound. */
  public static Optional<String> faultOfDrift(TrainingState state) {
    return DriftDetector.faultOf(state);
  }

  /** Adds all of it to a state. */
  public void saveTo(TrainingState.Builder state) {
    state.setExamples(examples);
    state.setCorrections(corrections);
    state.setCorrect(correct);
    state.setLossSum(lossSum);
    state.setRecent(recent.toBytes());
    images.saveTo(state);
    driftTest.saveTo(state);
    rule.saveTo(state);
    state.setLastDrift(lastDrift.isPresent() ? lastDrift.getAsLong() : null);
  }

  /**
   * Takes the next example, of an image that the head has not learned from yet.
   *
   * @param probabilities what the head gives the image, one a class; not copied
   * @param label its class
   * @param answered with which probabilities the image was answered; empty if that is not known
   * @return its loss in nats, finite; {@link #lastDrift} is this example if drift was noticed at it
   */
  public float add(String image, float[] probabilities, int label, float[] answered) {
    float loss = Losses.crossEntropy(probabilities, label);
    boolean right = isRight(probabilities, label);
    float[] given = answered.length == 0 ? probabilities : answered;
    examples++;
    count(given, label, 1);
    recent.add(right ? loss : -loss);
    images.add(image, probabilities);
    if (rule.labelled(isRight(given, label))) {
      due = rule.change();
    }
    if (driftTest.add(!right)) {
      lastDrift = OptionalLong.of(examples);
      rule.alarm(image, driftTest.since());
    }
    return loss;
  }

  /**
   * An image's score as its corrected label makes it.
   *
   * @param since how many images were scored after it
   * @param loss in nats, finite
   */
  public record Corrected(int since, float loss) {}

  /**
   * Takes an example that corrects an earlier one of its image.
   *
   * @param label its new class
   * @param previous the class before; empty if that is not known
   * @param answered with which probabilities the image was answered; empty if that is not known
   * @return the recent score; empty if the image was not scored, or too long ago
   */
  public Optional<Corrected> correct(
      String image, int label, OptionalInt previous, float[] answered) {
    examples++;
    corrections++;
    Optional<ScoredImages.Scored> found = images.find(image);
    boolean told = answered.length > 0 && previous.isPresent();
    if (told) {
      count(answered, previous.getAsInt(), -1);
      count(answered, label, 1);
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    int since = found.get().since();
    float before = recent.newest(since);
    float[] probabilities = found.get().probabilities();
    float loss = Losses.crossEntropy(probabilities, label);
    boolean right = isRight(probabilities, label);
    if (!told) {
      correct += (right ? 1 : 0) - (Losses.isWrong(before) ? 0 : 1);
      lossSum += loss - Math.abs(before);
    }
    recent.replace(since, right ? loss : -loss);
    return Optional.of(new Corrected(since, loss));
  }

  /**
   * @param times 1 to take a score over all images, -1 to take it back
   */
  private void count(float[] probabilities, int label, int times) {
    correct += isRight(probabilities, label) ? times : 0;
    lossSum += times * (double) Losses.crossEntropy(probabilities, label);
  }

  private static boolean isRight(float[] probabilities, int label) {
    return Softmax.argMax(probabilities) == label;
  }

  /** The example at which drift was last noticed, counted from 1 over the whole training. */
  public OptionalLong lastDrift() {
    return lastDrift;
  }

  /**
   * A retraining that has come due since this was last asked. Not in a state: whoever asks keeps it
   * in the transaction of the next one.
   */
  public Optional<RetrainRule.Due> takeDue() {
    Optional<RetrainRule.Due> taken = due;
    due = Optional.empty();
    return taken;
  }

  /** Whether a retraining was due, and answers are not as good as before the drift still. */
  public boolean isUnrecovered() {
    return rule.isMissed();
  }

  /** The weights are others from now on: errors before and after make no drift. */
  public void weightsReplaced() {
    driftTest.reset();
  }

  /** The model is another from now on: what was recent says nothing of it. */
  public void modelReplaced() {
    recent.clear();
    images.clear();
    driftTest.reset();
  }

  /** How the head has done so far. */
  public PrequentialScores scores() {
    long scored = examples - corrections;
    return new PrequentialScores(
        scored,
        scored == 0 ? 0 : lossSum / scored,
        scored == 0 ? 0 : (double) correct / scored,
        recent.mean(),
        recent.shareRight());
  }

  /** Examples so far, corrections among them. */
  public long examples() {
    return examples;
  }

  /** How near drift is: 0 for not at all, noticed at 1. */
  public double driftStatistic() {
    return driftTest.statistic();
  }

  /** Labelled images since the last change, as far as the test for drift knows; 0 before one. */
  public long labelsSinceChange() {
    return driftTest.since();
  }

  /** What a head that is published at {@code now}, after so many steps, tells of itself. */
  public HeadProgress progress(long steps, Instant now) {
    return new HeadProgress(
        steps,
        examples,
        corrections,
        recent.mean(),
        recent.shareRight(),
        now.truncatedTo(ChronoUnit.MILLIS),
        lastDrift);
  }
}
