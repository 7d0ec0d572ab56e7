package io.qahan.ingest.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadFault;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The meters of ingest. Counters count what was worked on: a transaction that is aborted and done
 * again counts twice here, though its records do not. Thread safe.
 */
public final class IngestMeters {
  /** What became of an image. */
  enum Outcome {
    ACCEPTED("accepted"),
    DUPLICATE("duplicate"),
    DEAD_LETTER("dead-letter");

    private final String slug;

    Outcome(String slug) {
      this.slug = slug;
    }
  }

  private final MeterRegistry registry;
  private final Clock clock;
  private final LongSupplier steadyMillis;
  private final Set<PendingImages> tasks = ConcurrentHashMap.newKeySet();
  private final Map<Outcome, Counter> images = new EnumMap<>(Outcome.class);
  private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
  private final Map<Boolean, Counter> predictions;
  private final Map<Boolean, Timer> requestAge;
  private final Counter lateResults;

  /**
   * Registers all of them.
   *
   * @param clock tells the age of the head
   * @param steadyMillis the time of Kafka Streams; tells the age of the oldest pending image
   */
  public IngestMeters(
      MeterRegistry registry, Clock clock, LongSupplier steadyMillis, ServingModels models) {
    this.registry = registry;
    this.clock = clock;
    this.steadyMillis = steadyMillis;
    for (Outcome outcome : Outcome.values()) {
      images.put(outcome, Metric.INGEST_IMAGES.counter(registry, outcome.slug));
    }
    for (Stage stage : Stage.values()) {
      stages.put(stage, Metric.STAGE.timer(registry, stage.slug()));
    }
    predictions =
        Map.of(
            true, Metric.INGEST_PREDICTIONS.counter(registry, "true"),
            false, Metric.INGEST_PREDICTIONS.counter(registry, "false"));
    requestAge =
        Map.of(
            true, Metric.INGEST_REQUEST_AGE.timer(registry, "true"),
            false, Metric.INGEST_REQUEST_AGE.timer(registry, "false"));
    lateResults = Metric.INGEST_LATE_RESULTS.counter(registry);
    Metric.HEADS_REFUSED.counter(registry, HeadFault.NOT_THE_TRAINERS.slug()); // alerted from 0 on
    Metric.INGEST_PENDING.gauge(registry, this::pending);
    Metric.INGEST_OLDEST.gauge(registry, () -> oldestAge().toMillis() / 1e3);
    Metric.HEAD_VERSION.gauge(registry, () -> models.head().version(), "ingest");
    Metric.MODEL_RELEASE.gauge(registry, () -> models.current().release(), "ingest");
    Metric.HEAD_AGE.gauge(registry, () -> headAge(models.head()), "ingest");
  }

  /** Images of this instance that wait for their mask. */
  public int pending() {
    return tasks.stream().mapToInt(PendingImages::size).sum();
  }

  /** Images of this instance taken since it started. */
  public long accepted() {
    return (long) images.get(Outcome.ACCEPTED).count();
  }

  /** The timer of a stage. */
  public Timer stage(Stage stage) {
    return stages.get(stage);
  }

  Duration oldestAge() {
    long oldest =
        tasks.stream().mapToLong(PendingImages::oldestArrival).min().orElse(PendingImages.NONE);
    return oldest == PendingImages.NONE
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(0, steadyMillis.getAsLong() - oldest));
  }

  void taskOpened(PendingImages pending) {
    tasks.add(pending);
  }

  void taskClosed(PendingImages pending) {
    tasks.remove(pending);
  }

  void image(Outcome outcome) {
    images.get(outcome).increment();
  }

  void answered(Classifier.Answer answer) {
    boolean degraded = answer.prediction().getDegraded();
    predictions.get(degraded).increment();
    Map<String, Double> millis = answer.prediction().getStageMillis();
    stages.forEach((stage, timer) -> record(timer, millis.get(stage.slug())));
    record(requestAge.get(degraded), millis.get(Stage.TOTAL.slug()));
  }

  void lateResult() {
    lateResults.increment();
  }

  void deadLetter(Topic<?> topic, String cause) {
    Metric.DEAD_LETTERS.counter(registry, topic.base(), cause).increment();
  }

  public void headRefused(String cause) {
    Metric.HEADS_REFUSED.counter(registry, cause).increment();
  }

  /** A release of the model that does not serve. */
  public void modelRefused(String cause) {
    Metric.MODELS_REFUSED.counter(registry, cause).increment();
  }

  private double headAge(Head head) {
    return head.version() == 0
        ? 0
        : Math.max(
            0, // clocks differ
            Duration.between(head.progress().publishedAt(), clock.instant()).toMillis() / 1e3);
  }

  private static void record(Timer timer, Double millis) {
    if (millis != null) {
      timer.record((long) (millis * 1e6), TimeUnit.NANOSECONDS);
    }
  }
}
