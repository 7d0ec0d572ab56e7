package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Softmax;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.trainer.gradient.AdamMoments;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Online training of one head: labelled examples in, heads and state out, no Kafka. Every example
 * is scored, by the head in training and by the live head, before the step that trains on it. The
 * same examples and flushes in the same order give the same weights, bit for bit, also if the
 * training was stopped after any step and resumed from its {@link #state}.
 *
 * <p>For one thread. Close it: it holds native memory.
 */
public final class OnlineTraining implements AutoCloseable {
  private final LearningOptions options;
  private final InstantSource clock;
  private final HeadShape shape;
  private final HeadLearner learner;
  private final Prequential prequential;
  private final PublishGate gate;
  private final PageHinkley driftTest;
  private final List<LabelledExample> waiting = new ArrayList<>();
  private Head live;
  private long steps;
  private boolean frozen;
  private OptionalLong pinned = OptionalLong.empty();
  private OptionalLong lastDrift = OptionalLong.empty();

  private OnlineTraining(
      LearningOptions options,
      InstantSource clock,
      Head live,
      Prequential prequential,
      PublishGate gate,
      PageHinkley driftTest) {
    this.options = options;
    this.clock = clock;
    this.live = live;
    this.shape = live.shape();
    this.prequential = prequential;
    this.gate = gate;
    this.driftTest = driftTest;
    this.learner = new HeadLearner(shape, options);
  }

  /** A training that has seen nothing and learns on from {@code live}, for example untrained. */
  public static OnlineTraining start(Head live, LearningOptions options, InstantSource clock) {
    OnlineTraining training =
        new OnlineTraining(
            options,
            clock,
            live,
            new Prequential(),
            new PublishGate(),
            new PageHinkley(options.drift()));
    training.learner.setWeights(live.weights());
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
    Head live = Head.of(state.getLive());
    OnlineTraining training =
        new OnlineTraining(
            options.withSeed(state.getSeed()),
            clock,
            live,
            Prequential.of(state),
            PublishGate.of(state),
            PageHinkley.of(state, options.drift()));
    training.learner.setWeights(LittleEndian.floats(state.getWeights()));
    training.learner.setMoments(
        new AdamMoments(
            state.getAdamSteps(),
            LittleEndian.floats(state.getFirstMoment()),
            LittleEndian.floats(state.getSecondMoment())));
    training.steps = state.getSteps();
    training.frozen = state.getFrozen();
    training.pinned = optional(state.getPinned());
    training.lastDrift = optional(state.getLastDrift());
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

  private TrainingStep step() {
    List<LabelledExample> batch = List.copyOf(waiting);
    waiting.clear();
    OptionalLong drift = score(batch);
    learner.step(batch, steps);
    steps++;
    if (pinned.isPresent() || steps % options.publishEvery() != 0) {
      return new TrainingStep(batch.size(), Optional.empty(), false, drift);
    }
    Optional<Head> published = gate.isOpen() || !options.gated() ? next() : Optional.empty();
    published.ifPresent(this::serve);
    return new TrainingStep(batch.size(), published, published.isEmpty(), drift);
  }

  /** Scores examples, and says at which of them drift was noticed. */
  private OptionalLong score(List<LabelledExample> batch) {
    OptionalLong drift = OptionalLong.empty();
    float[][] candidate = learner.probabilities(batch);
    for (int i = 0; i < candidate.length; i++) {
      LabelledExample example = batch.get(i);
      float loss = HeadLearner.lossOf(candidate[i], example.label());
      prequential.add(loss, Softmax.argMax(candidate[i]) == example.label());
      float[] served = live.probabilities(example.features());
      gate.add(loss, HeadLearner.lossOf(served, example.label()));
      if (driftTest.add(loss)) {
        drift = OptionalLong.of(prequential.scores().examples());
        lastDrift = drift;
      }
    }
    return drift;
  }

  /** The head in training as the next version; empty if its weights are no numbers. */
  private Optional<Head> next() {
    try {
      return Optional.of(Head.of(shape, live.lineage().child(), progress(), learner.weights()));
    } catch (HeadRefusedException e) {
      return Optional.empty();
    }
  }

  private HeadProgress progress() {
    PrequentialScores scores = prequential.scores();
    return new HeadProgress(
        steps,
        scores.examples(),
        scores.recentLoss(),
        scores.recentAccuracy(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        lastDrift);
  }

  private void serve(Head head) {
    live = head;
    gate.liveHeadChanged();
  }

  /**
   * Serves an older head, and publishes no other until {@link #resume()} or {@link #rollBack}. The
   * head in training learns on by itself.
   *
   * @return the older head as the next version; empty if it is the live one
   */
  public Optional<Head> pin(Head older) throws HeadRefusedException {
    Optional<Head> restored =
        older.version() == live.version() ? Optional.empty() : Optional.of(restored(older));
    pinned = OptionalLong.of(older.version());
    restored.ifPresent(this::serve);
    return restored;
  }

  /**
   * Serves an older head and learns on from it, with Adam and the test for drift as at the start:
   * both belong to the weights that are given up. Ends a pin.
   *
   * @return the older head as the next version
   */
  public Head rollBack(Head older) throws HeadRefusedException {
    Head restored = restored(older);
    learner.setWeights(older.weights());
    learner.forgetMoments();
    driftTest.reset();
    pinned = OptionalLong.empty();
    serve(restored);
    return restored;
  }

  private Head restored(Head older) throws HeadRefusedException {
    HeadLineage lineage = live.lineage().restoring(older.version());
    return Head.of(older.shape(), lineage, progress(), older.weights());
  }

  /** Nothing is to be trained until {@link #resume()}: the caller lets the log wait. */
  public void freeze() {
    frozen = true;
  }

  /** Ends a freeze and a pin. */
  public void resume() {
    frozen = false;
    pinned = OptionalLong.empty();
  }

  public boolean isFrozen() {
    return frozen;
  }

  /** The version that is served until further notice. */
  public OptionalLong pinned() {
    return pinned;
  }

  public HeadShape shape() {
    return shape;
  }

  /** The head that serves. */
  public Head live() {
    return live;
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
    return prequential.scores();
  }

  /** How near drift is, in nats: it is noticed above {@link DriftOptions#lambda}. */
  public double driftStatistic() {
    return driftTest.statistic();
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
    AdamMoments moments = learner.moments();
    TrainingState.Builder state = TrainingState.newBuilder();
    prequential.saveTo(state);
    gate.saveTo(state);
    driftTest.saveTo(state);
    return state
        .setNextOffset(nextOffset)
        .setControlOffset(controlOffset)
        .setConvVersion(shape.convVersion())
        .setShape(List.of(shape.classes(), shape.features()))
        .setWeights(LittleEndian.floats(learner.weights()))
        .setFirstMoment(LittleEndian.floats(moments.first()))
        .setSecondMoment(LittleEndian.floats(moments.second()))
        .setSteps(steps)
        .setAdamSteps(moments.steps())
        .setLive(live.toRecord())
        .setFrozen(frozen)
        .setPinned(nullable(pinned))
        .setSeed(options.seed())
        .setLastDrift(nullable(lastDrift))
        .build();
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Long nullable(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  @Override
  public void close() {
    learner.close();
  }
}
