package io.qahan.deploy.pipeline;

import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.StreamListener;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.schemas.avro.Prediction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The books of one stream: what was sent, and what became of each image. Records of other streams
 * are not ours and are passed over, but for dead letters, which may have lost their id. Thread
 * safe.
 */
public final class Outcomes implements StreamListener {
  /** Over how many answers accuracy is told. */
  public static final int WINDOW = 500;

  private static final int UNKNOWN = -1;

  /** Is told of each answer. */
  @FunctionalInterface
  public interface Answers {
    /**
     * The first answer to an image became visible.
     *
     * @param millis from the image's event time until now
     */
    void seen(Prediction prediction, double millis);
  }

  private final ImageIds ids;
  private final StreamPlan plan;
  private final Supplier<Instant> clock;
  private final Answers told;
  private final int[] labels;
  private final BitSet predicted = new BitSet();
  private final BitSet refused = new BitSet();
  private final BitSet corruptRefused = new BitSet();
  private final Hits hits = new Hits();
  private final Durations latency = new Durations();
  private final Map<String, Durations> stages = new TreeMap<>();
  private final SolverScore solver = new SolverScore();
  private final Map<String, Integer> causes = new TreeMap<>();
  private int sent;
  private int accounted;
  private int corruptSent;
  private int duplicates;
  private int degraded;
  private int deadLetters;
  private int heads;
  private long headVersion;
  private Instant firstSent;
  private Instant lastPredicted;

  public Outcomes(ImageIds ids, StreamPlan plan, Supplier<Instant> clock) {
    this(ids, plan, clock, (prediction, millis) -> {});
  }

  /**
   * The same.
   *
   * @param told of each answer, by one thread
   */
  public Outcomes(ImageIds ids, StreamPlan plan, Supplier<Instant> clock, Answers told) {
    this.told = told;
    this.ids = ids;
    this.plan = plan;
    this.clock = clock;
    this.labels = new int[plan.images()];
    Arrays.fill(labels, UNKNOWN);
  }

  @Override
  public synchronized void sendingImage(int index, int label) {
    labels[index] = label;
    sent++;
    if (firstSent == null) {
      firstSent = clock.get();
    }
  }

  @Override
  public synchronized void sendingCorrupt(int index) {
    corruptSent++;
  }

  /** A prediction became visible. */
  public synchronized void predicted(String id, Prediction prediction) {
    OptionalInt index = ids.indexOf(id);
    if (index.isEmpty() || index.getAsInt() >= labels.length) {
      return;
    }
    if (predicted.get(index.getAsInt())) {
      duplicates++;
      return;
    }
    predicted.set(index.getAsInt());
    accounted += refused.get(index.getAsInt()) ? 0 : 1;
    lastPredicted = clock.get();
    double millis = millisBetween(prediction.getEventTime(), lastPredicted);
    latency.add(millis);
    told.seen(prediction, millis);
    hits.add(prediction.getPredicted() == labels[index.getAsInt()]);
    solver.add(prediction);
    prediction
        .getStageMillis()
        .forEach((stage, ms) -> stages.computeIfAbsent(stage, s -> new Durations()).add(ms));
    degraded += prediction.getDegraded() ? 1 : 0;
  }

  /** A dead letter became visible. */
  public synchronized void deadLetter(String id, String cause) {
    deadLetters++;
    causes.merge(cause, 1, Integer::sum);
    OptionalInt index = ids.indexOf(id);
    if (index.isPresent() && index.getAsInt() < labels.length) {
      accounted += end(refused, index.getAsInt()) && !predicted.get(index.getAsInt()) ? 1 : 0;
    }
    for (int i = 0; i < plan.corrupt(); i++) {
      if (ids.corrupt(i).equals(id)) {
        accounted += end(corruptRefused, i) ? 1 : 0;
      }
    }
  }

  /** A head became visible. */
  public synchronized void head(long version) {
    heads++;
    headVersion = Math.max(headVersion, version);
  }

  /** How many records have been sent and are not yet accounted for. */
  public synchronized int outstanding() {
    return sent + corruptSent - accounted;
  }

  /** How many records have come to an end. */
  public synchronized int accounted() {
    return accounted;
  }

  /** Ids of records that were sent and have not come to an end, at most so many. */
  public synchronized List<String> missing(int limit) {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < labels.length && missing.size() < limit; i++) {
      if (labels[i] != UNKNOWN && !predicted.get(i) && !refused.get(i)) {
        missing.add(ids.image(i));
      }
    }
    for (int i = 0; i < corruptSent && missing.size() < limit; i++) {
      if (!corruptRefused.get(i)) {
        missing.add(ids.corrupt(i));
      }
    }
    return missing;
  }

  /** How things stand. */
  public synchronized RunSummary summary() {
    double seconds =
        lastPredicted == null ? 0 : Math.max(1, millisBetween(firstSent, lastPredicted)) / 1000;
    Map<String, Quantiles> stageMs = new TreeMap<>();
    stages.forEach((stage, durations) -> stageMs.put(stage, durations.quantiles()));
    return new RunSummary(
        plan.images(),
        hits.count(),
        duplicates,
        deadLetters,
        degraded,
        hits.first(WINDOW),
        hits.last(WINDOW),
        seconds == 0 ? 0 : hits.count() / seconds,
        latency.quantiles(),
        solver.summary(),
        heads,
        headVersion,
        stageMs,
        Map.copyOf(causes),
        Map.of(),
        ResidentMemory.peakMiB());
  }

  /** Right and wrong answers in the order in which they came. */
  private static final class Hits {
    private final BitSet right = new BitSet();
    private int count;

    void add(boolean correct) {
      right.set(count++, correct);
    }

    int count() {
      return count;
    }

    /** Share of right ones among the first n, or among all if there are fewer; 0 without any. */
    double first(int n) {
      return share(0, Math.min(n, count));
    }

    /** Share of right ones among the last n, or among all if there are fewer; 0 without any. */
    double last(int n) {
      return share(Math.max(0, count - n), count);
    }

    private double share(int from, int to) {
      return from == to ? 0 : right.get(from, to).cardinality() / (double) (to - from);
    }
  }

  private static double millisBetween(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  /** Sets a bit; whether it was not set before. */
  private static boolean end(BitSet ended, int index) {
    boolean first = !ended.get(index);
    ended.set(index);
    return first;
  }
}
