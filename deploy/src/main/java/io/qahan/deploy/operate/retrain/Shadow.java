package io.qahan.deploy.operate.retrain;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cli.TerminalLine;
import io.qahan.deploy.cluster.DirectoryTree;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.compare.ComparedAnswers;
import io.qahan.deploy.operate.compare.Comparison;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelSettings;
import io.qahan.ingest.stream.IngestProperties;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.rights.Rights;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import io.qahan.schemas.topic.PartitionOffsets;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.worker.WorkerSettings;
import io.qahan.worker.chain.DWaveSolver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A candidate that answers beside the model that serves, and nobody sees it: an ingest and a worker
 * in this process, which take the images as they come from now on under a prefix of their own. The
 * head stays that of the candidate, while the one that serves learns on; so what serves has the
 * advantage. Masks are solved on this machine, never by D-Wave, which would be paid twice.
 *
 * <p>Each has topics and groups of its own name. {@link #close} removes them; of one that was
 * killed {@link #removeAbandoned} does. For one thread.
 */
final class Shadow implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Shadow.class);
  private static final String DIRECTORY = "shadow";

  /** As many as an operator's comparison could have. */
  private static final int MOST = 10_000_000;

  /** What its services may take until they are ready: a rebalance, and a backlog of brokers. */
  private static final Duration START = Duration.ofMinutes(5);

  /**
   * How long and how well.
   *
   * @param time from the moment at which its services are ready
   * @param labels so many of the images that both answered must be labelled by then
   */
  record Terms(Duration time, int labels) {
    Terms {
      if (time.isZero() || time.isNegative()) {
        throw new IllegalArgumentException("--shadow [%s] must last for some time".formatted(time));
      }
      if (labels < 1) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "--shadow-labels [%d] must be at least 1", labels));
      }
    }

    /** Why a candidate is not to be promoted; empty if it may be. */
    Optional<String> objection(Comparison seen) {
      if (seen.labelled() < labels) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "of the %,d images that both answered in %d s, %,d are labelled by now, and it"
                    + " takes [%d] to tell (--shadow, --shadow-labels)",
                seen.images(),
                time.toSeconds(),
                seen.labelled(),
                labels));
      }
      return seen.isChampionBetter()
          ? Optional.of("in shadow " + seen.conclusion())
          : Optional.empty();
    }
  }

  private final Brokers brokers;
  private final Settings own;
  private final Path directory;
  private final Deque<RunningService> services = new ArrayDeque<>();
  private Map<TopicPartition, Long> from = Map.of();

  private Shadow(Brokers brokers, Path candidate) {
    this.brokers = brokers;
    this.directory = candidate.toAbsolutePath().resolveSibling(DIRECTORY);
    this.own = settings(brokers.settings(), candidate, this.directory);
  }

  /**
   * Lets a candidate answer for a while, and holds it against what serves.
   *
   * @param candidate its file; what the services keep on disk is beside it
   * @param classes of the candidate, by name
   * @return why it is not to be promoted; empty if it is no worse
   * @throws CommandFailedException if it cannot answer, or the brokers do not
   */
  static Optional<String> objection(
      Terms terms, Brokers brokers, Path candidate, ClassNames classes, TerminalLine line)
      throws IOException, InterruptedException {
    try (Shadow shadow = new Shadow(brokers, candidate)) {
      shadow.start();
      shadow.awaitReady(line);
      line.print(
          String.format(
              Locale.ROOT,
              "the candidate answers in shadow for %d s, under [%s]",
              terms.time().toSeconds(),
              shadow.prefix()));
      shadow.answerFor(terms.time(), line);
      shadow.stop();
      Comparison seen =
          ComparedAnswers.of(
              brokers.settings(), brokers.names().prefix(), shadow.prefix(), MOST, shadow.from);
      seen.lines(classes).forEach(line::print);
      return terms.objection(seen);
    }
  }

  /** The settings of its services, which are those of the others but for these. */
  static Settings settings(Settings given, Path candidate, Path directory) {
    List<String> solvers = new ArrayList<>(given.get(WorkerSettings.SOLVERS));
    solvers.remove(DWaveSolver.NAME);
    Map<String, String> own = new HashMap<>();
    own.put(CommonSettings.TOPIC_PREFIX.name(), prefixes(given) + "-" + random() + ".");
    own.put(CommonSettings.INPUT_PREFIX.name(), TopicNames.from(given).inputPrefix());
    own.put(CommonSettings.TOPIC_CREATE.name(), "true");
    own.put(CommonSettings.HTTP_HOST.name(), "127.0.0.1");
    own.put(CommonSettings.HTTP_PORT.name(), "0");
    own.put(
        WorkerSettings.SOLVERS.name(),
        solvers.isEmpty()
            ? WorkerSettings.SOLVERS.fallback().orElseThrow()
            : String.join(",", solvers));
    own.put(WorkerSettings.SOURCE.name(), "auto");
    own.put(WorkerSettings.ID.name(), "");
    own.put(Settings.STREAMS + "state.dir", directory.toString());
    return ModelSettings.overruled(given, candidate).with(SettingsOptions.known(), own);
  }

  /** What the prefixes of all shadows of a model begin with. */
  private static String prefixes(Settings settings) {
    return settings.get(CommonSettings.TOPIC_PREFIX)
        + Rights.SHADOW
        + settings.get(CommonSettings.MODEL);
  }

  /** The name of one that was killed may still have members, as far as the brokers know. */
  private static String random() {
    byte[] bytes = new byte[4];
    RandomGenerator.getDefault().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private String prefix() {
    return own.get(CommonSettings.TOPIC_PREFIX);
  }

  private void start() throws IOException, InterruptedException {
    try {
      DirectoryTree.delete(directory); // of one that was killed
      BrokerConnection.prepare(own);
      beginNow();
      services.push(RunningService.worker(own));
      services.push(RunningService.ingest(own));
    } catch (IllegalStateException | SettingsException e) {
      throw new CommandFailedException(
          "The candidate cannot answer in shadow, and nothing was released: " + e.getMessage(), e);
    }
  }

  /** Answers and labels count from here on; the images that it takes came later still. */
  private void beginNow() throws InterruptedException {
    from =
        Brokers.ask(
            brokers.settings(),
            asked -> {
              TopicNames names = asked.names();
              try (Admin admin = asked.admin()) {
                Map<TopicPartition, Long> ends =
                    ends(admin, names.of(Topics.PREDICTIONS), names.of(Topics.LABELS));
                Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
                ends(admin, names.of(Topics.IMAGES))
                    .forEach((images, end) -> starts.put(images, new OffsetAndMetadata(end)));
                admin
                    .alterConsumerGroupOffsets(IngestProperties.applicationId(own), starts)
                    .all()
                    .get();
                return ends;
              }
            });
  }

  private static Map<TopicPartition, Long> ends(Admin admin, String... topics)
      throws ExecutionException, InterruptedException {
    return PartitionOffsets.of(
        admin, PartitionOffsets.partitionsOf(admin, List.of(topics)), OffsetSpec.latest());
  }

  /** What starts takes its time from nothing but itself: the candidate is answering by then. */
  private void awaitReady(TerminalLine line) throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    for (RunningService service : services) {
      for (Health health = healthOf(service); !health.ready(); health = healthOf(service)) {
        if (System.nanoTime() > end) {
          throw new CommandFailedException(
              "The %s of the shadow is not ready after %s s, and nothing was released: %s"
                  .formatted(service.name(), START.toSeconds(), health.detail()));
        }
        line.draw("in shadow: " + health.detail());
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private void answerFor(Duration time, TerminalLine line) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      services.forEach(Shadow::healthOf);
      line.draw(String.format(Locale.ROOT, "in shadow: %d s left", left / 1_000_000_000));
      TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
    }
  }

  private static Health healthOf(RunningService service) {
    Health health = service.health().get();
    if (!health.live()) {
      throw new CommandFailedException(
          "The %s of the shadow cannot go on, and nothing was released: %s"
              .formatted(service.name(), health.detail()));
    }
    return health;
  }

  private void stop() {
    while (!services.isEmpty()) {
      services.pop().close();
    }
  }

  /** Ends it, and leaves nothing of it behind. */
  @Override
  public void close() throws InterruptedException {
    stop();
    try {
      remove(brokers, Pattern.quote(prefix()));
    } catch (CommandFailedException e) { // what it said is what counts
      log.warn(
          "Topics and groups under [{}] are still there; the next retraining removes them: {}",
          prefix(),
          e.getMessage());
    }
    try {
      DirectoryTree.delete(directory);
    } catch (IOException e) {
      log.warn("[{}] cannot be removed: {}", directory, e.toString());
    }
  }

  /**
   * Removes what shadows of this model left whose process was killed: call it while no other
   * process retrains the model.
   *
   * @return the topics that were removed
   */
  static List<String> removeAbandoned(Brokers brokers) throws InterruptedException {
    return remove(brokers, Pattern.quote(prefixes(brokers.settings()) + "-") + "[0-9a-f]{8}\\.");
  }

  private static List<String> remove(Brokers brokers, String prefix) throws InterruptedException {
    Pattern name = Pattern.compile(prefix + ".*");
    return Brokers.ask(
        brokers.settings(),
        asked -> {
          try (Admin admin = asked.admin()) {
            List<String> topics =
                admin.listTopics().names().get().stream()
                    .filter(topic -> name.matcher(topic).matches())
                    .sorted()
                    .toList();
            admin.deleteTopics(topics).all().get();
            List<String> groups =
                Brokers.groupStates(admin).keySet().stream()
                    .filter(group -> name.matcher(group).matches())
                    .toList();
            removeGroups(admin, groups);
            return topics;
          }
        });
  }

  /** The members of a process that was killed are remembered for a while; its groups wait. */
  private static void removeGroups(Admin admin, List<String> groups) throws InterruptedException {
    for (Map.Entry<String, KafkaFuture<Void>> group :
        admin.deleteConsumerGroups(groups).deletedGroups().entrySet()) {
      try {
        group.getValue().get();
      } catch (ExecutionException e) {
        log.info("Group [{}] is left to the next retraining: {}", group.getKey(), e.getMessage());
      }
    }
  }
}
