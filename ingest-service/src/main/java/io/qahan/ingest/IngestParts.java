package io.qahan.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.ingest.board.Board;
import io.qahan.ingest.board.BrokerOffsets;
import io.qahan.ingest.board.ClockState;
import io.qahan.ingest.board.ServiceGroups;
import io.qahan.ingest.deadline.CommitPace;
import io.qahan.ingest.deadline.CommitTimes;
import io.qahan.ingest.door.Pipeline;
import io.qahan.ingest.door.RecentPredictions;
import io.qahan.ingest.door.SummaryRoutes;
import io.qahan.ingest.door.Whereabouts;
import io.qahan.ingest.follow.HeadFollower;
import io.qahan.ingest.follow.ModelFollower;
import io.qahan.ingest.follow.PastRecords;
import io.qahan.ingest.follow.RepeatedAnswers;
import io.qahan.ingest.follow.TrainersHead;
import io.qahan.ingest.page.PageService;
import io.qahan.ingest.page.PageSources;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.ingest.stream.PolledImages;
import io.qahan.ingest.stream.TopologyParts;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.clock.BrokerClock;
import io.qahan.schemas.clock.ClockWatch;
import io.qahan.schemas.clock.SteadyTime;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.position.GroupPlaces;
import io.qahan.schemas.position.OffsetsRetention;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.streams.QuietPolls;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What one ingest knows, and who reads and shows it: the live head, the last predictions, the board
 * of the live page. Opens nothing. Thread safe.
 */
final class IngestParts {
  /** What a commit is expected to take before there was one. */
  private static final Duration FIRST_COMMIT = Duration.ofMillis(250);

  private final Settings settings;
  private final IngestSetup setup;
  private final TopicNames names;
  private final Codecs codecs;
  private final ServingModels models;
  private final IngestMeters meters;
  private final BrokerClock broker = new BrokerClock();
  private final CommitTimes commits;
  private final Board board;
  private final Whereabouts whereabouts;
  private final RecentPredictions recent;
  private final RepeatedAnswers repeated;
  private final HeadFollower heads;
  private final ModelFollower releases;
  private final ReleasedFiles files;

  /**
   * @param setup closed by somebody else
   */
  IngestParts(IngestSetup setup, MeterRegistry registry) {
    this.settings = setup.settings();
    this.setup = setup;
    names = TopicNames.from(settings);
    codecs = Codecs.from(settings);
    models = setup.serving();
    meters = new IngestMeters(registry, Clock.systemUTC(), SteadyTime.SYSTEM::milliseconds, models);
    broker.bindTo(registry);
    setup.bodies().bindTo(registry, "http");
    setup.decoding().bindTo(registry);
    commits =
        new CommitTimes(
            registry,
            SteadyTime.SYSTEM::milliseconds,
            System::nanoTime,
            broker,
            FIRST_COMMIT,
            setup.timing().deadline());
    int remembered = settings.get(IngestSettings.HTTP_RECENT);
    board = new Board(codecs, settings.get(CommonSettings.MODEL), remembered);
    heads =
        new HeadFollower(
            settings.get(CommonSettings.MODEL),
            codecs.of(Topics.FC_HEADS),
            models,
            meters,
            board::served);
    files = ReleasedFiles.from(settings);
    releases =
        new ModelFollower(
            settings.get(CommonSettings.MODEL),
            codecs.of(Topics.MODELS),
            files,
            models,
            setup::served,
            setup::remembered,
            meters);
    whereabouts = new Whereabouts(remembered, System::nanoTime);
    recent =
        new RecentPredictions(
            codecs.of(Topics.PREDICTIONS),
            remembered,
            Clock.systemUTC(),
            this::answered,
            Metric.RECORDS_REFUSED.counter(registry, Topics.PREDICTIONS.base())::increment);
    repeated = new RepeatedAnswers(registry, setup.timing().dedupeRetention(), remembered);
  }

  private void answered(String id, Prediction prediction) {
    whereabouts.answered(id);
    board.answered(id, prediction);
  }

  IngestSetup setup() {
    return setup;
  }

  TopicNames names() {
    return names;
  }

  CommitTimes commits() {
    return commits;
  }

  /** A user's own interval is left alone. */
  CommitPace pace() {
    return settings.under(Settings.STREAMS).containsKey(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)
        ? CommitPace.ofStreams()
        : CommitPace.of(setup.timing().deadline());
  }

  ServingModels models() {
    return models;
  }

  /** Who reads the heads; once caught up, it knows whether they are of this model's features. */
  HeadFollower heads() {
    return heads;
  }

  /** Who says which head the trainer holds to be live; closed by whoever opens it here. */
  TrainersHead trainer(TopicLimits limits) {
    return TrainersHead.open(
        settings,
        limits,
        settings.get(CommonSettings.MODEL),
        codecs.of(Topics.TRAINING_STATE),
        board.drift());
  }

  /** Who reads the releases of the model, and puts them into service. */
  ModelFollower releases() {
    return releases;
  }

  /** Who reads the topics that say which head serves and what becomes of the model, by topic. */
  Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> headReaders() {
    return Map.of(
        names.of(Topics.FC_HEADS),
        heads,
        names.of(Topics.CONTROL),
        board.controlReader(),
        names.of(Topics.RETRAININGS),
        board.retrainings());
  }

  /** Who reads the topics that say what became of the images of the whole system, by topic. */
  Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> outcomeReaders() {
    Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> readers = new HashMap<>();
    readers.put(names.of(Topics.PREDICTIONS), recent.andThen(repeated));
    readers.put(names.of(Topics.LABELS), board::labelled);
    readers.put(names.of(Topics.TRAINING_EXAMPLES), board::trained);
    Topics.all()
        .forEach(topic -> readers.put(names.deadLettersOf(topic), board.deadLetterReader()));
    readers.merge(names.deadLettersOf(Topics.IMAGES), whereabouts, Consumer::andThen);
    return readers;
  }

  /** Remembers the last predictions and dead letters from before this process. */
  void readBack(PastRecords past) {
    int remembered = settings.get(IngestSettings.HTTP_RECENT);
    past.readBack(names.of(Topics.PREDICTIONS), remembered, recent::remember);
    past.readBack(names.deadLettersOf(Topics.IMAGES), remembered, whereabouts::remember);
  }

  /** What Kafka keeps of an image: its prediction, else its dead letter. */
  CompletableFuture<Pipeline.Kept> kept(PastRecords past, String id) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    return past.find(names.of(Topics.PREDICTIONS), key)
        .thenCompose(
            predicted ->
                predicted.found().isPresent()
                    ? CompletableFuture.completedFuture(
                        new Pipeline.Kept(predicted.found(), Optional.empty(), ""))
                    : past.find(names.deadLettersOf(Topics.IMAGES), key)
                        .thenApply(
                            letter ->
                                new Pipeline.Kept(
                                    Optional.empty(), letter.found(), extentOf(predicted))));
  }

  private static String extentOf(PastRecords.Search search) {
    String back = search.since().map(since -> ", back to " + since).orElse("");
    return search.whole()
        ? "the topic keeps none" + back
        : String.format(
            Locale.ROOT, "there is none among the last %d offsets%s", search.looked(), back);
  }

  /**
   * A live page that is not kept up to date yet.
   *
   * @param admin asks who runs the other services; closed by somebody else
   * @param workers registries of the workers in this JVM; may grow later
   * @param images opens a reader of the images topic
   */
  PageService page(
      Supplier<Health> health,
      Admin admin,
      Collection<MeterRegistry> workers,
      PageService.ImageReader images) {
    return new PageService(
        new PageSources(
            board,
            recent,
            models,
            settings.get(CommonSettings.MODEL),
            codecs,
            health,
            meters,
            new ServiceGroups(() -> admin.listGroups().all(), otherServices()),
            new BrokerOffsets(() -> OffsetsRetention.ask(admin)),
            () -> new ClockState(ClockWatch.system().steps(), broker.secondsAhead()),
            workers),
        setup.live(),
        setup.admin().isSet(),
        images,
        Clock.systemUTC(),
        System::nanoTime);
  }

  /** The groups of the services that ingest works with, by the command that starts them. */
  private Map<String, Set<String>> otherServices() {
    String prefix = names.prefix();
    return Map.of(
        "worker", Set.of(prefix + "qubo-workers", prefix + "qubo-workers-share"),
        "trainer", Set.of(prefix + "trainer-join"));
  }

  /** Every route, over a producer and a page that somebody else closes. */
  HttpRoutes routes(
      Producer<byte[], byte[]> producer,
      PageService page,
      Supplier<Health> health,
      Pipeline pipeline) {
    return new HttpRoutes(
        settings,
        codecs,
        setup,
        models,
        producer,
        recent,
        pipeline,
        whereabouts,
        health,
        new SummaryRoutes(health, meters, recent, models, board.retrainings()::last),
        page);
  }

  /**
   * @param limits how large the records may be that it writes
   */
  TopologyParts topology(TopicLimits limits, GroupPlaces places) {
    return new TopologyParts(
        names,
        limits,
        codecs,
        models,
        files,
        setup.timing(),
        meters,
        Tracing.global(),
        commits,
        pace(),
        broker,
        InstantSource.system(),
        System::nanoTime,
        places,
        new PolledImages(names.of(Topics.IMAGES)),
        new QuietPolls(System::nanoTime));
  }
}
