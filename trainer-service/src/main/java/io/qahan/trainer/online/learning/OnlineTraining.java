package io.qahan.trainer.online.learning;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.trainer.online.gate.Evaluation;
import io.qahan.trainer.online.gate.PrequentialScores;
import io.qahan.trainer.online.gate.RetrainRule;
import io.qahan.trainer.online.gate.ServedAnswers;
import io.qahan.trainer.online.gate.ServingHead;
import io.qahan.trainer.online.gate.ServingHead.Withheld;
import io.qahan.trainer.settings.DriftAction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Online training of one head: labelled examples in, heads and state out, no Kafka. Every image is
 * scored, by the head in training and by the live head, before the step that first trains on it; an
 * example that corrects its label has the image judged anew by these scores. The same examples and
 * flushes in the same order give the same weights, bit for bit, also if the training was stopped
 * after any step and resumed from its {@link #state}.
 *
 * <p>For one thread. Close it: it holds native memory.
 */
public final class OnlineTraining implements AutoCloseable {
  private final LearningOptions options;
  private final InstantSource clock;
  private final ServingHead serving;
  private final Evaluation evaluation;
  private HeadLearner learner;
  private FeatureScale scale;
  private final List<LabelledExample> waiting = new ArrayList<>();
  private long release;
  private long steps;
  private int boostLeft;
  private boolean frozen;

  private OnlineTraining(
      LearningOptions options,
      InstantSource clock,
      ServingHead serving,
      Evaluation evaluation,
      HeadLearner learner,
      FeatureScale scale) {
    this.options = options;
    this.clock = clock;
    this.serving = serving;
    this.evaluation = evaluation;
    this.learner = learner;
    this.scale = scale;
  }

  /** A training that has seen nothing and learns on from {@code live}, for example untrained. */
  public static OnlineTraining start(Head live, LearningOptions options, InstantSource clock) {
    return new OnlineTraining(
        options,
        clock,
        new ServingHead(live),
        new Evaluation(options.drift()),
        HeadLearner.of(live, options),
        new FeatureScale());
  }

  /** The same for a release of the model; {@link #release()}. */
  public static OnlineTraining start(
      Head live, long release, LearningOptions options, InstantSource clock) {
    OnlineTraining training = start(live, options, clock);
    training.release = release;
    return training;
  }

  /**
   * Goes on from a saved state. Its seed wins over that of the options.
   *
   * @throws HeadRefusedException if the live head in it is not sound
   * @throws IllegalArgumentException if the rest of it is not
   */
  public static OnlineTraining resume(
      TrainingState state, LearningOptions options, InstantSource clock)
      throws HeadRefusedException {
    LearningOptions seeded = options.withSeed(state.getSeed());
    ServingHead serving = ServingHead.of(state);
    OnlineTraining training =
        new OnlineTraining(
            seeded,
            clock,
            serving,
            Evaluation.of(state, options.drift()),
            HeadLearner.of(state, serving.live().shape(), seeded),
            FeatureScale.of(state.getFeatureScale()));
    training.steps = state.getSteps();
    training.boostLeft = Math.min(state.getBoostLeft(), options.boost());
    training.frozen = state.getFrozen();
    training.release = state.getModelRelease();
    return training;
  }

  /**
   * Takes the next example of the log, and trains once a batch is full.
   *
   * @return the step, if there was one
   */
  public Optional<TrainingStep> add(LabelledExample example) {
    waiting.add(example);
    return waiting.size() < options.batch() ? Optional.empty() : Optional.of(step());
  }

  /** Trains on what has gathered, although the batch is not full. */
  public Optional<TrainingStep> flush() {
    return waiting.isEmpty() ? Optional.empty() : Optional.of(step());
  }

  /**
   * Whether an example can be true, by what the largest features of the examples before were like.
   * Ask once for each example of the log, in its order, before it is taken.
   */
  public boolean admits(LabelledExample example) {
    boolean admitted = scale.admits(example.features());
    if (waiting.isEmpty()) {
      scale.settle();
    }
    return admitted;
  }

  /** The largest feature that would be taken now. */
  public double featureLimit() {
    return scale.limit();
  }

  private TrainingStep step() {
    List<LabelledExample> batch = new ArrayList<>(waiting);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      places.add(i);
    }
    waiting.clear();
    scale.settle();
    List<Integer> refused = new ArrayList<>();
    float[][] before = learner.probabilities(batch);
    int faster = boostLeft > 0 ? LearningOptions.FASTER : 1;
    while (!batch.isEmpty() && !learner.step(batch, steps, faster)) {
      int worst = largestOf(batch);
      batch.remove(worst);
      refused.add(places.remove(worst));
      before = learner.probabilities(batch);
    }
    if (batch.isEmpty()) {
      return new TrainingStep(
          0, 0, Optional.empty(), Optional.empty(), OptionalLong.empty(), refused);
    }
    OptionalLong drift = score(batch, before);
    boostLeft = Math.max(0, boostLeft - 1);
    if (drift.isPresent()) {
      answerDrift();
    }
    int corrections = (int) batch.stream().filter(LabelledExample::isCorrection).count();
    steps++;
    if (pinned().isPresent() || steps % options.publishEvery() != 0) {
      return new TrainingStep(
          batch.size(), corrections, Optional.empty(), Optional.empty(), drift, refused);
    }
    Optional<Withheld> withheld =
        options.gated() ? serving.worseOn(this::probabilities) : Optional.empty();
    Optional<Head> published =
        withheld.isEmpty() ? serving.next(learner.weights(), progress()) : Optional.empty();
    return new TrainingStep(batch.size(), corrections, published, withheld, drift, refused);
  }

  private float[][] probabilities(List<Sparse> features) {
    return learner.probabilities(
        features.stream().map(each -> new LabelledExample("", each, 0)).toList());
  }

  /** The batch that showed it is learned from already: what begins anew begins after it. */
  private void answerDrift() {
    boolean isRestart = options.action() == DriftAction.RESTART;
    serving.drifted(isRestart);
    boostLeft = options.boost();
    if (isRestart) {
      learner.setWeights(new float[shape().weights()]);
      learner.forgetMoments();
      evaluation.weightsReplaced();
    }
  }

  /** The place of the example with the largest feature. */
  private static int largestOf(List<LabelledExample> batch) {
    int largest = 0;
    for (int i = 1; i < batch.size(); i++) {
      if (FeatureScale.largestOf(batch.get(i).features())
          > FeatureScale.largestOf(batch.get(largest).features())) {
        largest = i;
      }
    }
    return largest;
  }

  /**
   * Scores examples, or their images anew, and says at which of them drift was noticed.
   *
   * @param candidate class probabilities of each by the head in training, before it learned from
   *     them
   */
  private OptionalLong score(List<LabelledExample> batch, float[][] candidate) {
    OptionalLong before = evaluation.lastDrift();
    for (int i = 0; i < candidate.length; i++) {
      LabelledExample example = batch.get(i);
      Sparse features = example.features();
      int label = example.label();
      if (example.isCorrection()) {
        evaluation
            .correct(example.imageId(), label, example.previousLabel(), example.answered())
            .ifPresent(
                score ->
                    serving.correct(
                        score.since(),
                        example.imageId(),
                        score.loss(),
                        features,
                        label,
                        example.answered()));
      } else {
        float loss = evaluation.add(example.imageId(), candidate[i], label, example.answered());
        serving.compare(
            evaluation.examples(), example.imageId(), loss, features, label, example.answered());
      }
    }
    return evaluation.lastDrift().equals(before) ? OptionalLong.empty() : evaluation.lastDrift();
  }

  private HeadProgress progress() {
    return evaluation.progress(steps, clock.instant());
  }

  /**
   * Serves an older head, and publishes no other until {@link #resume()} or {@link #rollBack}. The
   * head in training learns on by itself.
   *
   * @return the older head as the next version; empty if it is the live one
   */
  public Optional<Head> pin(Head older) throws HeadRefusedException {
    return serving.pin(older, progress());
  }

  /**
   * Serves an older head and learns on from it, with Adam and the test for drift as at the start:
   * both belong to the weights that are given up. Ends a pin.
   *
   * @return the older head as the next version
   */
  public Head rollBack(Head older) throws HeadRefusedException {
    Head restored = serving.rollBack(older, progress());
    learner.setWeights(older.weights());
    learner.forgetMoments();
    boostLeft = 0;
    evaluation.weightsReplaced();
    return restored;
  }

  /**
   * Trains another version of the model from here on; nothing may wait. Examples and steps count
   * on, and heads go on in one line; what was learned of the version before is given up. Ends a
   * pin.
   *
   * @param start the head to learn on from
   * @param release the number of that version's release
   * @return {@code start} as the next head
   */
  public Head replace(Head start, long release) throws HeadRefusedException {
    if (!waiting.isEmpty()) {
      throw new IllegalStateException("examples of the version before wait for their step");
    }
    evaluation.modelReplaced();
    Head next = serving.replace(start, progress());
    HeadLearner before = learner;
    learner = HeadLearner.of(next, options);
    before.close();
    scale = new FeatureScale();
    boostLeft = 0;
    this.release = release;
    return next;
  }

  /** The number of the model's release; 0 if it was not released through Kafka. */
  public long release() {
    return release;
  }

  /** Nothing is to be trained until {@link #resume()}: the caller lets the log wait. */
  public void freeze() {
    frozen = true;
  }

  /** Ends a freeze and a pin. */
  public void resume() {
    frozen = false;
    serving.unpin();
  }

  public boolean isFrozen() {
    return frozen;
  }

  /** The version that is served until further notice. */
  public OptionalLong pinned() {
    return serving.pinned();
  }

  public HeadShape shape() {
    return learner.shape();
  }

  /** The head that serves. */
  public Head live() {
    return serving.live();
  }

  /** Examples taken but not yet trained on: they are in no state. */
  public int waiting() {
    return waiting.size();
  }

  /** Steps so far. */
  public long steps() {
    return steps;
  }

  public PrequentialScores scores() {
    return evaluation.scores();
  }

  /** How the newest labelled images were answered by heads that served. */
  public ServedAnswers.Scores served() {
    return serving.scores();
  }

  /** How near drift is: 0 for not at all, noticed at 1. */
  public double driftStatistic() {
    return evaluation.driftStatistic();
  }

  /** Labelled images since the last change, as far as the test for drift knows; 0 before one. */
  public long labelsSinceChange() {
    return evaluation.labelsSinceChange();
  }

  /** Steps that are yet to be made at a higher learning rate, since drift was noticed. */
  public int boostLeft() {
    return boostLeft;
  }

  /** A retraining that has come due since this was last asked; it is in no state. */
  public Optional<RetrainRule.Due> takeDueRetraining() {
    return evaluation.takeDue();
  }

  /** Whether a retraining was due, and answers are not as good as before the drift still. */
  public boolean isUnrecovered() {
    return evaluation.isUnrecovered();
  }

  /** A copy of the weights in training: W row-major, one row a class, then b. */
  public float[] weights() {
    return learner.weights();
  }

  /** Native arrays held between steps. */
  int nativeArrays() {
    return learner.nativeArrays();
  }

  /**
   * Everything that {@link #resume(TrainingState, LearningOptions, InstantSource)} needs; examples
   * that wait are not in it and must come again.
   *
   * @param nextOffset the first offset of the log not trained on
   * @param controlOffset the first offset of the controls not obeyed
   */
  public TrainingState state(long nextOffset, long controlOffset) {
    return saved(nextOffset, controlOffset).build();
  }

  /** The same, to be added to. */
  public TrainingState.Builder saved(long nextOffset, long controlOffset) {
    TrainingState.Builder state = TrainingState.newBuilder();
    serving.saveTo(state);
    evaluation.saveTo(state);
    learner.saveTo(state);
    scale.saveTo(state);
    return state
        .setNextOffset(nextOffset)
        .setControlOffset(controlOffset)
        .setSteps(steps)
        .setFrozen(frozen)
        .setBoostLeft(boostLeft)
        .setModelRelease(release)
        .setSeed(options.seed());
  }

  @Override
  public void close() {
    learner.close();
  }
}
