package io.qahan.ingest.live;

import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.qahan.ingest.head.LiveHead;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.http.RecentPredictions;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.ingest.stream.Stage;
import io.qahan.schemas.ops.Health;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells the audience how things are: numbers at every tick at which they have changed, pictures a
 * few times a second, details twice a second, and a beat that shows that the line is up. Used by
 * one thread.
 */
final class LiveFeed {
  private static final Duration PICTURES = Duration.ofMillis(125);
  private static final Duration DETAILS = Duration.ofMillis(500);
  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final Duration GROUPS = Duration.ofSeconds(10);
  private static final int PICTURE_SLOTS = 16;

  private final LiveBoard board;
  private final RecentPredictions recent;
  private final Pictures pictures;
  private final Supplier<Health> health;
  private final IngestMeters meters;
  private final LiveHead live;
  private final ServiceGroups groups;
  private final Supplier<ClockState> clocks;
  private final ChainWatch chain;
  private final Audience audience;
  private final Clock clock;
  private final Pace picturePace = new Pace(PICTURES);
  private final Pace detailsPace = new Pace(DETAILS);
  private final Pace beatPace = new Pace(BEAT);
  private final Pace groupsPace = new Pace(GROUPS);
  private final Warnings warnings = new Warnings();
  private String lastNumbers = "";
  private Map<String, Integer> lastVerdicts = Map.of();
  private long shown;

  LiveFeed(
      LiveBoard board,
      RecentPredictions recent,
      Pictures pictures,
      Supplier<Health> health,
      IngestMeters meters,
      LiveHead live,
      ServiceGroups groups,
      Supplier<ClockState> clocks,
      ChainWatch chain,
      Audience audience,
      Clock clock) {
    this.board = board;
    this.recent = recent;
    this.pictures = pictures;
    this.health = health;
    this.meters = meters;
    this.live = live;
    this.groups = groups;
    this.clocks = clocks;
    this.chain = chain;
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
    List<String> wrong = warnings.of(nanos, counts(), clocks.get(), groups.missing());
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
    }
    if (detailsPace.due(nanos)) {
      audience.publish(Event.of("details", Json.text(details(wrong))));
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
            live.current().version());
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
        live.current().version());
  }

  private Details details(List<String> wrong) {
    return new Details(
        wrong,
        board.accuracy().points(),
        board.heads().marks(),
        board.heads().drifts(),
        board.solvers().solvers(),
        board.solvers().outcomes(),
        chain.state(),
        board.deadLetters().latest(),
        board.deadLetters().causes(),
        board.controls().last().orElse(null),
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
}
