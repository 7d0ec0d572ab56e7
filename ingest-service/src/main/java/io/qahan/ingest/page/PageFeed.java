package io.qahan.ingest.page;

import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.qahan.ingest.board.AccuracyHistory;
import io.qahan.ingest.board.Board;
import io.qahan.ingest.board.BrokerOffsets;
import io.qahan.ingest.board.ChainWatch;
import io.qahan.ingest.board.ClockState;
import io.qahan.ingest.board.ControlLog;
import io.qahan.ingest.board.DeadLetterLog;
import io.qahan.ingest.board.DriftBoard;
import io.qahan.ingest.board.HeadHistory;
import io.qahan.ingest.board.RecallWatch;
import io.qahan.ingest.board.RecentSolves;
import io.qahan.ingest.board.RetrainBoard;
import io.qahan.ingest.board.ServiceGroups;
import io.qahan.ingest.board.SolverBoard;
import io.qahan.ingest.board.Verdicts;
import io.qahan.ingest.board.Warnings;
import io.qahan.ingest.door.RecentPredictions;
import io.qahan.ingest.events.Audience;
import io.qahan.ingest.events.Event;
import io.qahan.ingest.gallery.Pictures;
import io.qahan.ingest.head.Confusion;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.label.QueueRoutes;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.ingest.stream.Stage;
import io.qahan.schemas.ops.Health;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells the audience how things are: numbers at every tick at which they have changed, pictures a
 * few times a second, details twice a second, what to label once a second, and a beat that shows
 * that the line is up. Used by one thread.
 */
final class PageFeed {
  private static final Duration PICTURES = Duration.ofMillis(125);
  private static final Duration DETAILS = Duration.ofMillis(500);
  private static final Duration QUEUE = Duration.ofSeconds(1);
  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final Duration GROUPS = Duration.ofSeconds(10);
  private static final Duration CLASSES = Duration.ofSeconds(2);
  private static final int PICTURE_SLOTS = 16;
  private static final int QUEUED = 12;

  private final Board board;
  private final RecentPredictions recent;
  private final Pictures pictures;
  private final Supplier<Health> health;
  private final IngestMeters meters;
  private final ServingModels models;
  private final ServiceGroups groups;
  private final BrokerOffsets offsets;
  private final Supplier<ClockState> clocks;
  private final ChainWatch chain;
  private final QueueRoutes queue;
  private final Audience audience;
  private final Clock clock;
  private final Pace picturePace = new Pace(PICTURES);
  private final Pace detailsPace = new Pace(DETAILS);
  private final Pace queuePace = new Pace(QUEUE);
  private final Pace beatPace = new Pace(BEAT);
  private final Pace groupsPace = new Pace(GROUPS);
  private final Pace classesPace = new Pace(CLASSES);
  private final Warnings warnings = new Warnings();
  private final RecallWatch recalls = new RecallWatch();
  private Confusion classes = new Confusion(0, new int[0], new int[0]);
  private Optional<String> fallen = Optional.empty();
  private String lastNumbers = "";
  private Map<String, Integer> lastVerdicts = Map.of();
  private long shown;

  PageFeed(
      Board board,
      RecentPredictions recent,
      Pictures pictures,
      Supplier<Health> health,
      IngestMeters meters,
      ServingModels models,
      ServiceGroups groups,
      BrokerOffsets offsets,
      Supplier<ClockState> clocks,
      ChainWatch chain,
      QueueRoutes queue,
      Audience audience,
      Clock clock) {
    this.board = board;
    this.recent = recent;
    this.pictures = pictures;
    this.health = health;
    this.meters = meters;
    this.models = models;
    this.groups = groups;
    this.offsets = offsets;
    this.clocks = clocks;
    this.chain = chain;
    this.queue = queue;
    this.audience = audience;
    this.clock = clock;
  }

  /**
   * Publishes what is due.
   *
   * @param nanos a time that only measures
   */
  void tick(long nanos) {
    board.accuracy().sample(clock.millis(), board.verdicts().score());
    List<String> wrong =
        new ArrayList<>(warnings.of(nanos, counts(), clocks.get(), groups.missing()));
    offsets.warning().ifPresent(wrong::add);
    if (classesPace.due(nanos)) {
      ServedModel served = models.current();
      classes = board.verdicts().confusion(served.model().classes().size());
      fallen =
          recalls.warning(nanos, classes.least(), number -> served.model().classes().of(number));
    }
    fallen.ifPresent(wrong::add);
    audience.dropStalled();
    if (audience.size() == 0) {
      return;
    }
    numbers();
    if (picturePace.due(nanos)) {
      picture();
      verdicts();
    }
    if (groupsPace.due(nanos)) {
      groups.ask();
      offsets.ask();
    }
    if (detailsPace.due(nanos)) {
      audience.publish(Event.of("details", Json.text(details(wrong))));
    }
    if (queuePace.due(nanos)) {
      audience.publish(Event.of("queue", Json.text(queue.shown(QUEUED))));
    }
    if (beatPace.due(nanos)) {
      audience.publish(Event.of("beat", Long.toString(clock.millis())));
    }
  }

  private void numbers() {
    Health now = health.get();
    Numbers numbers =
        new Numbers(
            now.ready(),
            now.detail(),
            meters.accepted(),
            meters.pending(),
            recent.count(),
            recent.perSecond(),
            recent.degraded(),
            board.deadLetters().count(),
            board.verdicts().score(),
            models.head().version());
    String json = Json.text(numbers);
    if (!json.equals(lastNumbers)) {
      lastNumbers = json;
      audience.publish(Event.of("numbers", json));
    }
  }

  /** Each takes the place of the sixteenth before it, so that a newcomer sees the last sixteen. */
  private void picture() {
    board
        .showcase()
        .next(pictures::has)
        .flatMap(pictures::find)
        .filter(picture -> picture.pixels() != null)
        .ifPresent(
            picture ->
                audience.publish(
                    new Event(
                        "picture-" + shown++ % PICTURE_SLOTS, "picture", Json.text(picture))));
  }

  private void verdicts() {
    Map<String, Integer> now = board.showcase().verdicts(board.verdicts()::labelOf);
    if (!now.equals(lastVerdicts)) {
      lastVerdicts = now;
      audience.publish(Event.of("verdicts", Json.text(now)));
    }
  }

  private Warnings.Counts counts() {
    return new Warnings.Counts(
        recent.count(),
        recent.degraded(),
        board.deadLetters().count(),
        board.labels(),
        board.examples(),
        isUntrained(models.head()));
  }

  /** Nothing is known by head 0 alone, and not by that of a model file. */
  private static boolean isUntrained(Head head) {
    return head.version() == 0 && head.knowsNothing();
  }

  private Details details(List<String> wrong) {
    return new Details(
        wrong,
        board.accuracy().points(),
        board.heads().marks(),
        board.heads().drifts(),
        board.drift().watch().orElse(null),
        board.retrainings().steps(),
        board.solvers().solvers(),
        board.solvers().outcomes(),
        chain.state(),
        board.deadLetters().latest(),
        board.deadLetters().causes(),
        board.controls().last().orElse(null),
        ClassScores.of(classes),
        stages());
  }

  private Map<String, Details.StageTimes> stages() {
    Map<String, Details.StageTimes> times = new LinkedHashMap<>();
    for (Stage stage : Stage.values()) {
      HistogramSnapshot snapshot = meters.stage(stage).takeSnapshot();
      if (snapshot.count() > 0) {
        times.put(
            stage.slug(),
            new Details.StageTimes(at(snapshot, 0.5), at(snapshot, 0.95), at(snapshot, 0.99)));
      }
    }
    return times;
  }

  private static double at(HistogramSnapshot snapshot, double percentile) {
    for (ValueAtPercentile value : snapshot.percentileValues()) {
      if (value.percentile() == percentile) {
        return value.value(TimeUnit.MILLISECONDS);
      }
    }
    return 0;
  }

  /** Says when it is time again. Not thread safe. */
  private static final class Pace {
    private final long interval;
    private long next = Long.MIN_VALUE;

    Pace(Duration interval) {
      this.interval = interval.toNanos();
    }

    /** Whether the interval has passed since it last said so; at first it has. */
    boolean due(long nanos) {
      if (next != Long.MIN_VALUE && nanos - next < 0) {
        return false;
      }
      next = nanos + interval;
      return true;
    }
  }

  /**
   * The numbers on top of the page, told many times a second. Images and pending are this
   * instance's, the rest is the whole system's since this process started.
   *
   * @param images taken
   * @param pending waiting for their mask
   * @param answered predictions seen
   * @param perSecond predictions a second over the last ten
   * @param degraded answers with greedy's mask at the deadline
   * @param score right and wrong
   * @param head version that serves
   */
  record Numbers(
      boolean ready,
      String health,
      long images,
      int pending,
      long answered,
      double perSecond,
      long degraded,
      long deadLetters,
      Verdicts.Score score,
      long head) {}

  /**
   * What the page shows besides numbers and pictures, told twice a second.
   *
   * @param warnings what an operator should look at, a sentence each
   * @param drift what the trainer's newest state tells of it; null before one was read
   * @param order what an operator last asked for; null if nothing
   * @param classes how the newest labelled images of each class were answered
   * @param stages milliseconds of each stage, this instance's
   */
  record Details(
      List<String> warnings,
      List<AccuracyHistory.Point> accuracy,
      List<HeadHistory.Mark> heads,
      List<HeadHistory.Drift> drifts,
      DriftBoard.Watch drift,
      List<RetrainBoard.Step> retrainings,
      List<RecentSolves.Summary> solvers,
      SolverBoard.Outcomes outcomes,
      ChainWatch.State chain,
      List<DeadLetterLog.Letter> deadLetters,
      List<DeadLetterLog.Cause> causes,
      ControlLog.Order order,
      ClassScores classes,
      Map<String, StageTimes> stages) {

    /** How long a stage takes, in milliseconds, over the last minutes. */
    record StageTimes(double p50, double p95, double p99) {}
  }
}
