package io.qahan.trainer.online;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.qahan.ingest.head.Confusion;
import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.gate.PrequentialScores;
import io.qahan.trainer.online.gate.ServedAnswers;
import io.qahan.trainer.online.gate.ServingHead.Withheld;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.learning.TrainingStep;
import io.qahan.trainer.online.log.RetrainLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a training shows of itself. Written by the training thread, read by any. */
final class TrainingMeters {
  private static final String SERVICE = "trainer";
  private static final PrequentialScores NO_SCORES = new PrequentialScores(0, 0, 0, 0, 0);
  private static final ServedAnswers.Scores NOTHING_SERVED =
      new ServedAnswers.Scores(new Confusion(0, new int[0], new int[0]), 0);

  /** With more classes only the least recall is told: a series each would be too many. */
  private static final int MOST_CLASSES = 100;

  private static final Map<RetrainStage, String> ENDS =
      Map.of(
          RetrainStage.PROMOTED, "promoted",
          RetrainStage.WITHHELD, "withheld",
          RetrainStage.FAILED, "failed");

  private final MeterRegistry registry;
  private final Counter steps;
  private final Counter examples;
  private final Counter corrections;
  private final Counter superseded;
  private final Counter drifts;
  private final Timer stepLatency;
  private volatile Optional<Head> live = Optional.empty();
  private volatile PrequentialScores scores = NO_SCORES;
  private volatile ServedAnswers.Scores served = NOTHING_SERVED;
  private volatile double driftStatistic;
  private int shownClasses; // by the training thread alone
  private volatile boolean frozen;
  private volatile long release;
  private volatile boolean unrecovered;
  private volatile boolean automatic;
  private volatile boolean retraining;
  private volatile boolean due;
  private volatile Optional<RetrainStep> newestEnd = Optional.empty();

  TrainingMeters(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.steps = Metric.TRAINING_STEPS.counter(registry);
    this.examples = Metric.TRAINING_EXAMPLES.counter(registry);
    this.corrections = Metric.TRAINING_CORRECTIONS.counter(registry);
    this.superseded = Metric.TRAINING_SUPERSEDED.counter(registry);
    for (Withheld on : Withheld.values()) {
      Metric.HEADS_WITHHELD.counter(registry, slug(on));
    }
    this.drifts = Metric.DRIFT_DETECTED.counter(registry);
    for (String reason : List.of("gate", "control", "model")) {
      Metric.HEADS_PUBLISHED.counter(registry, reason); // from zero on, for rates
    }
    Metric.RECORDS_LOST.counter(registry, Topics.TRAINING_EXAMPLES.base());
    this.stepLatency = Metric.TRAINING_STEP_LATENCY.timer(registry);
    Metric.TRAINING_FROZEN.gauge(registry, () -> frozen ? 1 : 0);
    Metric.HEAD_VERSION.gauge(registry, () -> live.map(Head::version).orElse(0L), SERVICE);
    Metric.MODEL_RELEASE.gauge(registry, () -> release, SERVICE);
    Metric.HEAD_AGE.gauge(registry, () -> age(clock), SERVICE);
    Metric.PREQUENTIAL_ACCURACY.gauge(registry, () -> scores.accuracy(), "all");
    Metric.PREQUENTIAL_ACCURACY.gauge(registry, () -> scores.recentAccuracy(), "1000");
    Metric.PREQUENTIAL_LOSS.gauge(registry, () -> scores.loss(), "all");
    Metric.PREQUENTIAL_LOSS.gauge(registry, () -> scores.recentLoss(), "1000");
    Metric.SERVED_IMAGES.gauge(registry, () -> served.confusion().images());
    Metric.SERVED_ACCURACY.gauge(registry, () -> served.confusion().accuracy().orElse(Double.NaN));
    Metric.SERVED_LOSS.gauge(
        registry, () -> served.confusion().images() == 0 ? Double.NaN : served.loss());
    Metric.SERVED_KAPPA.gauge(registry, () -> served.confusion().kappa().orElse(Double.NaN));
    Metric.SERVED_LEAST_RECALL.gauge(
        registry,
        () -> served.confusion().least().map(Confusion.OfClass::recall).orElse(Double.NaN));
    Metric.DRIFT_STATISTIC.gauge(registry, () -> driftStatistic);
    Metric.DRIFT_UNRECOVERED.gauge(registry, () -> unrecovered ? 1 : 0);
    Metric.RETRAIN_AUTOMATIC.gauge(registry, () -> automatic ? 1 : 0);
    Metric.RETRAIN_RUNNING.gauge(registry, () -> retraining ? 1 : 0);
    Metric.RETRAIN_DUE.gauge(registry, () -> due ? 1 : 0);
    Metric.RETRAIN_AGE.gauge(registry, () -> sinceRetraining(clock));
    ENDS.forEach(
        (stage, result) -> {
          Metric.RETRAIN_ENDED.counter(registry, result);
          Metric.RETRAIN_LAST.gauge(
              registry,
              () -> newestEnd.filter(end -> end.getStage() == stage).isPresent() ? 1 : 0,
              result);
        });
  }

  private double sinceRetraining(InstantSource clock) {
    return newestEnd
        .map(end -> Duration.between(end.getIssuedAt(), clock.instant()).toMillis() / 1e3)
        .orElse(Double.NaN);
  }

  private double age(InstantSource clock) {
    return live.filter(head -> head.version() > 0)
        .map(head -> Duration.between(head.progress().publishedAt(), clock.instant()))
        .map(age -> age.toMillis() / 1e3)
        .orElse(Double.NaN);
  }

  /** The training as it was committed or restored. */
  void now(OnlineTraining training) {
    live = Optional.of(training.live());
    scores = training.scores();
    served = training.served();
    showClasses(Math.min(MOST_CLASSES, training.shape().classes()));
    driftStatistic = training.driftStatistic();
    frozen = training.isFrozen();
    release = training.release();
    unrecovered = training.isUnrecovered();
  }

  /** A replaced model may have more classes, never fewer series. */
  private void showClasses(int classes) {
    for (; shownClasses < classes; shownClasses++) {
      int number = shownClasses;
      String label = Integer.toString(number);
      Metric.SERVED_CLASS_IMAGES.gauge(registry, () -> imagesOf(number), label);
      Metric.SERVED_RECALL.gauge(registry, () -> inClass(number, Confusion::recall), label);
      Metric.SERVED_PRECISION.gauge(registry, () -> inClass(number, Confusion::precision), label);
    }
  }

  private int imagesOf(int number) {
    Confusion now = served.confusion();
    return number < now.classes() ? now.of(number) : 0;
  }

  private double inClass(int number, OfClass what) {
    Confusion now = served.confusion();
    return number < now.classes() ? what.of(now, number).orElse(Double.NaN) : Double.NaN;
  }

  private interface OfClass {
    OptionalDouble of(Confusion confusion, int number);
  }

  private static String slug(Withheld on) {
    return on.name().toLowerCase(Locale.ROOT);
  }

  /** Whether retrainings begin without a command. */
  void automatic(boolean begin) {
    automatic = begin;
  }

  /** How retrainings stand. */
  void retrainings(RetrainLog steps) {
    retraining = steps.isBegun();
    due = steps.open().isPresent() && !steps.isBegun();
    newestEnd = steps.newestEnd();
  }

  /** A retraining that has ended. */
  void retrained(RetrainStep end) {
    Metric.RETRAIN_ENDED.counter(registry, ENDS.get(end.getStage())).increment();
  }

  /** A step, once it is committed. */
  void stepped(TrainingStep step, Duration took) {
    if (step.examples() == 0) {
      return; // all of its batch was refused
    }
    steps.increment();
    examples.increment(step.examples());
    corrections.increment(step.corrections());
    stepLatency.record(took);
    step.withheld().ifPresent(on -> Metric.HEADS_WITHHELD.counter(registry, slug(on)).increment());
    if (step.drift().isPresent()) {
      drifts.increment();
    }
  }

  /**
   * A head, once it is committed.
   *
   * @param reason {@code gate}, {@code control} or {@code model}
   */
  void published(String reason) {
    Metric.HEADS_PUBLISHED.counter(registry, reason).increment();
  }

  /** An example of a version of the model that was replaced. */
  void superseded() {
    superseded.increment();
  }

  void lost(Topic<?> topic, long records) {
    Metric.RECORDS_LOST.counter(registry, topic.base()).increment((double) records);
  }

  void deadLettered(Topic<?> topic, String cause) {
    Metric.DEAD_LETTERS.counter(registry, topic.base(), cause).increment();
  }
}
