package io.qahan.schemas.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The metrics catalogue: every metric of ours, with its kind, meaning and tags. Services register
 * meters only through it, so that dashboards and alerts have one list to hold against.
 */
public enum Metric {
  SOLVER_LATENCY(Kind.TIMER, "qahan.solver.latency", "Time to solve a mask", "solver", "outcome"),
  SOLVER_GAIN(
      Kind.SUMMARY, "qahan.solver.gain", "Energy won over greedy, relative to greedy", "solver"),
  SOLVER_GAP(Kind.SUMMARY, "qahan.solver.gap", "Relative gap to the lower bound", "solver"),
  SOLVER_FALLBACKS(
      Kind.COUNTER, "qahan.solver.fallbacks", "Solvers passed over", "solver", "reason"),
  SOLVER_BREAKER(
      Kind.GAUGE,
      "qahan.solver.breaker",
      "Circuit breaker of a solver: 0 closed, 0.5 on trial, 1 open",
      "solver"),
  WORKER_QUEUED(Kind.TIMER, "qahan.worker.queued", "Age of a request when its solve starts"),
  WORKER_RESULTS(Kind.COUNTER, "qahan.worker.results", "Results sent", "outcome"),
  WORKER_IN_FLIGHT(Kind.GAUGE, "qahan.worker.in.flight", "Requests taken and not yet answered"),
  DWAVE_QUEUE(Kind.TIMER, "qahan.dwave.queue", "Time of a problem at D-Wave, less its QPU time"),
  DWAVE_NETWORK(
      Kind.TIMER, "qahan.dwave.network", "Round trip of a problem, less its time at D-Wave"),
  DWAVE_QPU_ACCESS(Kind.TIMER, "qahan.dwave.qpu.access", "QPU access time of a problem"),
  DWAVE_CHARGED(Kind.COUNTER, "qahan.dwave.charged", "QPU time charged, seconds"),
  DWAVE_CHAIN_BREAKS(
      Kind.SUMMARY, "qahan.dwave.chain.breaks", "Share of broken chains in the reads of a mask"),
  DWAVE_EMBEDDING(
      Kind.TIMER, "qahan.dwave.embedding", "Time to find a clique embedding, mostly in the cache"),
  DWAVE_BUDGET_LEFT(
      Kind.GAUGE, "qahan.dwave.budget.left", "QPU time that may still be spent, seconds"),
  INGEST_IMAGES(
      Kind.COUNTER, "qahan.ingest.images", "Images seen, by what became of them", "outcome"),
  INGEST_PREDICTIONS(Kind.COUNTER, "qahan.ingest.predictions", "Predictions made", "degraded"),
  INGEST_PENDING(Kind.GAUGE, "qahan.ingest.pending", "Images waiting for their mask"),
  INGEST_OLDEST(Kind.GAUGE, "qahan.ingest.oldest.age", "Age of the oldest pending image, seconds"),
  INGEST_REQUEST_AGE(
      Kind.TIMER, "qahan.ingest.request.age", "From the mask request to its answer", "degraded"),
  INGEST_REPEATED_ANSWERS(
      Kind.COUNTER,
      "qahan.ingest.repeated.answers",
      "Answers to images that were answered already, as read from the predictions"),
  INGEST_COMMIT(
      Kind.TIMER, "qahan.ingest.commit", "From the making of an answer to the end of its commit"),
  INGEST_LATE_ANSWERS(
      Kind.COUNTER, "qahan.ingest.late.answers", "Answers committed after their deadline"),
  INGEST_LATE_RESULTS(
      Kind.COUNTER,
      "qahan.ingest.late.results",
      "Mask results that came after the first answer, or to a request that was aborted"),
  INGEST_BUDGET_USED(
      Kind.GAUGE,
      "qahan.ingest.budget.used",
      "Bytes that images take of a memory budget: http, decode",
      "budget"),
  INGEST_BUDGET_SIZE(
      Kind.GAUGE, "qahan.ingest.budget.size", "Bytes of a memory budget in all", "budget"),
  INGEST_BUDGET_WAITS(
      Kind.COUNTER, "qahan.ingest.budget.waits", "Images that waited for memory", "budget"),
  INGEST_BUDGET_REFUSALS(
      Kind.COUNTER,
      "qahan.ingest.budget.refusals",
      "Images that found no memory while they waited",
      "budget"),
  INGEST_DECODERS_STUCK(
      Kind.GAUGE, "qahan.ingest.decoders.stuck", "Threads of decoding that were left alone"),
  STAGE(Kind.TIMER, "qahan.stage", "Time spent in a stage of the pipeline", "stage"),
  HEAD_VERSION(Kind.GAUGE, "qahan.head.version", "Version of the live head", "service"),
  HEAD_AGE(Kind.GAUGE, "qahan.head.age", "Age of the live head, seconds", "service"),
  MODEL_RELEASE(
      Kind.GAUGE, "qahan.model.release", "Release of the model; 0 without one", "service"),
  MODELS_REFUSED(
      Kind.COUNTER, "qahan.models.refused", "Releases of the model not taken up", "cause"),
  HEADS_PUBLISHED(Kind.COUNTER, "qahan.heads.published", "Heads published", "reason"),
  HEADS_WITHHELD(
      Kind.COUNTER,
      "qahan.heads.withheld",
      "Candidates that were worse than the live head: on the newest labels, or on older ones only"
          + " (anchors)",
      "on"),
  HTTP_REFUSED(
      Kind.COUNTER,
      "qahan.http.refused",
      "Requests refused for the host that they name, or the page that they come from",
      "cause"),
  HEADS_REFUSED(Kind.COUNTER, "qahan.heads.refused", "Heads not taken up", "cause"),
  TRAINING_STEPS(Kind.COUNTER, "qahan.training.steps", "Optimizer steps"),
  TRAINING_EXAMPLES(Kind.COUNTER, "qahan.training.examples", "Labelled examples trained on"),
  TRAINING_CORRECTIONS(
      Kind.COUNTER,
      "qahan.training.corrections",
      "Labelled examples that corrected an earlier one of their image"),
  TRAINING_SUPERSEDED(
      Kind.COUNTER,
      "qahan.training.superseded",
      "Labelled examples of a version of the model that was replaced"),
  TRAINING_STEP_LATENCY(Kind.TIMER, "qahan.training.step.latency", "Time of one optimizer step"),
  TRAINING_FROZEN(Kind.GAUGE, "qahan.training.frozen", "1 while training is frozen"),
  PREQUENTIAL_ACCURACY(
      Kind.GAUGE,
      "qahan.prequential.accuracy",
      "Share of images told rightly before they were trained on, by their newest labels: the answers"
          + " (all), the head in training (1000)",
      "window"),
  PREQUENTIAL_LOSS(
      Kind.GAUGE,
      "qahan.prequential.loss",
      "Mean cross entropy of images before they were trained on, by their newest labels: of the"
          + " answers (all), of the head in training (1000)",
      "window"),
  SERVED_IMAGES(
      Kind.GAUGE,
      "qahan.served.images",
      "The newest labelled images, 4,000 at most, over which answers that were served are scored"),
  SERVED_ACCURACY(
      Kind.GAUGE,
      "qahan.served.accuracy",
      "Share of them that were answered rightly when they came"),
  SERVED_LOSS(Kind.GAUGE, "qahan.served.loss", "Mean cross entropy of these answers, nats"),
  SERVED_KAPPA(
      Kind.GAUGE,
      "qahan.served.kappa",
      "Cohen's kappa of these answers: 1 always right, 0 no better than chance"),
  SERVED_LEAST_RECALL(
      Kind.GAUGE,
      "qahan.served.least.recall",
      "The least recall of these answers, of classes with 20 images or more; NaN without any"),
  SERVED_CLASS_IMAGES(
      Kind.GAUGE,
      "qahan.served.class.images",
      "How many of these images are of a class, by its number; of the first 100 classes",
      "class"),
  SERVED_RECALL(
      Kind.GAUGE,
      "qahan.served.recall",
      "Share of a class's images that were answered with it; NaN without any",
      "class"),
  SERVED_PRECISION(
      Kind.GAUGE,
      "qahan.served.precision",
      "Share of the answers with a class that were right; NaN without any",
      "class"),
  DRIFT_DETECTED(
      Kind.COUNTER, "qahan.drift.detected", "Times that errors were noticed to have grown"),
  DRIFT_STATISTIC(
      Kind.GAUGE,
      "qahan.drift.statistic",
      "How near the test of the errors is to drift: 0 not at all, 1 noticed"),
  DRIFT_UNRECOVERED(
      Kind.GAUGE,
      "qahan.drift.unrecovered",
      "1 while answers are not as good as before a drift, trainer.retrain.recover.labels after it"),
  RETRAIN_AUTOMATIC(
      Kind.GAUGE, "qahan.retrain.automatic", "1 if the trainer asks for retrainings itself"),
  RETRAIN_DUE(
      Kind.GAUGE, "qahan.retrain.due", "1 while a retraining is due and no process has begun it"),
  RETRAIN_RUNNING(
      Kind.GAUGE, "qahan.retrain.running", "1 while a retraining has begun and has no end"),
  RETRAIN_ENDED(
      Kind.COUNTER,
      "qahan.retrain.ended",
      "Retrainings that ended: promoted, withheld, failed",
      "result"),
  RETRAIN_LAST(
      Kind.GAUGE, "qahan.retrain.last", "1 for the result of the last retraining", "result"),
  RETRAIN_AGE(
      Kind.GAUGE,
      "qahan.retrain.age",
      "Time since the last retraining ended, seconds; NaN if none did"),
  JOIN_WAITING(Kind.GAUGE, "qahan.join.waiting", "Records waiting for their other half", "side"),
  JOIN_EXPIRED(
      Kind.COUNTER,
      "qahan.join.expired",
      "Records whose other half did not come: in time, while there was room, before another image",
      "side",
      "cause"),
  JOIN_REMEMBERED(
      Kind.GAUGE, "qahan.join.remembered", "Joined images whose label can still be corrected"),
  JOIN_FORGOTTEN(
      Kind.COUNTER,
      "qahan.join.forgotten",
      "Joined images that are remembered no more: in time, for room, for another of their id",
      "cause"),
  JOIN_CORRECTIONS(
      Kind.COUNTER,
      "qahan.join.corrections",
      "Labels that differ from the one before of their image, which was trained on or waits",
      "corrected"),
  JOIN_BYTES(
      Kind.GAUGE,
      "qahan.join.bytes",
      "Bytes of keys and values that the join keeps: features, labels, joined",
      "of"),
  JOIN_BYTES_MOST(Kind.GAUGE, "qahan.join.bytes.most", "How many of them it may keep"),
  JOIN_DUPLICATES(
      Kind.COUNTER, "qahan.join.duplicates", "Records of images that had one already", "side"),
  CONSUMER_LAG(
      Kind.GAUGE,
      "qahan.consumer.lag",
      "Records of a topic that a group has not committed yet",
      "group",
      "topic"),
  READY(Kind.GAUGE, "qahan.ready", "1 while the service takes work and gets on with it"),
  STALLED(
      Kind.GAUGE,
      "qahan.stalled",
      "How long records of a group have waited with nothing committed, seconds",
      "group"),
  THREADS_REPLACED(
      Kind.COUNTER,
      "qahan.threads.replaced",
      "Stream threads that died and were replaced",
      "group"),
  CLOCK_OFFSET(
      Kind.GAUGE,
      "qahan.clock.offset",
      "How far the broker's clock is ahead of this host's, seconds; NaN if not known"),
  CLOCK_STEPS(
      Kind.COUNTER,
      "qahan.clock.steps",
      "Steps of this host's wall clock by more than a second",
      "direction"),
  RECORDS_REFUSED(
      Kind.COUNTER,
      "qahan.records.refused",
      "Records of an outgoing topic that nobody of ours can have written",
      "topic"),
  SIGNATURES_REFUSED(
      Kind.COUNTER,
      "qahan.signatures.refused",
      "Records refused by a reader because no trusted key has signed them",
      "topic"),
  RECORDS_LOST(
      Kind.COUNTER,
      "qahan.records.lost",
      "Records that were removed before they were read",
      "topic"),
  DEAD_LETTERS(
      Kind.COUNTER, "qahan.dead.letters", "Records that could not be used", "topic", "cause");

  /** What kind of meter a metric is. */
  public enum Kind {
    COUNTER,
    GAUGE,
    TIMER,
    SUMMARY
  }

  private static final double[] PERCENTILES = {0.5, 0.95, 0.99};

  private final Kind kind;
  private final String meter;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> tags;

  Metric(Kind kind, String meter, String meaning, String... tags) {
    this.kind = kind;
    this.meter = meter;
    this.meaning = meaning;
    this.tags = List.of(tags);
  }

  public Kind kind() {
    return kind;
  }

  /** The name as Micrometer has it, with dots. */
  public String meter() {
    return meter;
  }

  public String meaning() {
    return meaning;
  }

  /** The names of its tags, in the order in which their values are given. */
  public List<String> tags() {
    return tags;
  }

  public Counter counter(MeterRegistry registry, String... values) {
    expect(Kind.COUNTER);
    return Counter.builder(meter).description(meaning).tags(tagsOf(values)).register(registry);
  }

  /** Shows as a counter what somebody else counts and keeps alive. */
  public void counted(MeterRegistry registry, AtomicLong count, String... values) {
    expect(Kind.COUNTER);
    FunctionCounter.builder(meter, count, AtomicLong::get)
        .description(meaning)
        .tags(tagsOf(values))
        .register(registry);
  }

  /** A histogram from 10 microseconds to a minute, with p50, p95 and p99 in its snapshots. */
  public Timer timer(MeterRegistry registry, String... values) {
    expect(Kind.TIMER);
    return Timer.builder(meter)
        .description(meaning)
        .tags(tagsOf(values))
        .publishPercentileHistogram()
        .publishPercentiles(PERCENTILES)
        .minimumExpectedValue(Duration.ofNanos(10_000))
        .maximumExpectedValue(Duration.ofMinutes(1))
        .register(registry);
  }

  public DistributionSummary summary(MeterRegistry registry, String... values) {
    expect(Kind.SUMMARY);
    return DistributionSummary.builder(meter)
        .description(meaning)
        .tags(tagsOf(values))
        .publishPercentiles(PERCENTILES)
        .register(registry);
  }

  /** The registry keeps the supplier alive. */
  public void gauge(MeterRegistry registry, Supplier<Number> value, String... values) {
    expect(Kind.GAUGE);
    Gauge.builder(meter, value).description(meaning).tags(tagsOf(values)).register(registry);
  }

  private Tags tagsOf(String... values) {
    if (values.length != tags.size()) {
      throw new IllegalArgumentException(
          "[" + meter + "] has the tags " + tags + " but got " + values.length + " values");
    }
    Tags all = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      all = all.and(tags.get(i), values[i]);
    }
    return all;
  }

  private void expect(Kind wanted) {
    if (kind != wanted) {
      throw new IllegalStateException("[" + meter + "] is a " + kind + ", not a " + wanted);
    }
  }
}
