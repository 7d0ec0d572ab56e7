package io.qahan.trainer.online;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.schemas.clock.ClockSteppedException;
import io.qahan.schemas.clock.SteadyTime;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.ops.KafkaFailure;
import io.qahan.schemas.position.LostPositionException;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.online.gate.DriftOptions;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.online.log.HeadArchive;
import io.qahan.trainer.online.log.LogAudit;
import io.qahan.trainer.online.log.LogReader;
import io.qahan.trainer.online.log.LogScan;
import io.qahan.trainer.online.log.ModelTopics;
import io.qahan.trainer.online.log.ReleaseArchive;
import io.qahan.trainer.online.log.StateArchive;
import io.qahan.trainer.settings.RetrainWhen;
import io.qahan.trainer.settings.TrainerSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training thread. Of all trainers of a model one holds the training log and trains; the others
 * stand by in its group. Whatever goes wrong, it starts over from what was committed. {@link
 * #close()} commits what is trained.
 */
public final class TrainingLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrainingLoop.class);
  private static final Duration STANDBY_POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(5); // with a broker that is gone
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final SessionParts parts;
  private final TrainingClients clients;
  private final Duration retryAfter;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch settled = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<LostPositionException> refusal = Optional.empty();
  private volatile Health health = Health.starting("joining the trainers' group");

  TrainingLoop(SessionParts parts, TrainingClients clients, Duration retryAfter) {
    this.parts = parts;
    this.clients = clients;
    this.retryAfter = retryAfter;
    this.thread = new Thread(this::run, "trainer-" + parts.topics().model());
  }

  /**
   * Joins the trainers of the settings' model.
   *
   * @param limits how large records may be
   * @param first the head of the model file, if there is one
   */
  public static TrainingLoop start(
      Settings settings, TopicLimits limits, MeterRegistry registry, Optional<Head> first) {
    InstantSource clock = InstantSource.system();
    ModelTopics topics =
        new ModelTopics(
            settings.get(CommonSettings.MODEL),
            TopicNames.from(settings),
            limits.withRequestsOf(KafkaTrainingClients.largestRequest(settings)),
            Codecs.from(settings));
    TrainingClients clients = new KafkaTrainingClients(settings, limits, registry);
    LogScan scan = new LogScan(clients::reader);
    HeadArchive archive = new HeadArchive(scan, topics);
    TrainingMeters meters = new TrainingMeters(registry, clock);
    RetrainLauncher launcher = new LauncherProcess(settings);
    RetrainDesk.Options retraining =
        new RetrainDesk.Options(
            settings.get(TrainerSettings.RETRAIN),
            settings.get(TrainerSettings.RETRAIN_LABELS),
            settings.get(TrainerSettings.RETRAIN_IMAGES));
    meters.automatic(!(retraining.when() instanceof RetrainWhen.Never));
    SessionParts parts =
        new SessionParts(
            topics,
            new LogReader(
                topics.codecOf(Topics.TRAINING_EXAMPLES),
                topics.model(),
                settings.get(CommonSettings.CLASSES)),
            learning(settings),
            new StateArchive(scan, topics),
            new LogAudit(scan, topics, settings.get(CommonSettings.LOST_POSITION), meters::lost),
            archive,
            new ReleaseStarts(
                topics,
                new ReleaseArchive(scan, topics, ReleasedFiles.from(settings)),
                archive,
                settings.get(TrainerSettings.RELEASE_WAIT),
                SteadyTime.SYSTEM),
            new Operator(topics, archive, first),
            () ->
                new RetrainDesk(
                    retraining, scan, topics, launcher, meters, clock, SteadyTime.SYSTEM),
            meters,
            Tracing.global(),
            clock,
            SteadyTime.SYSTEM,
            settings.get(TrainerSettings.COMMIT_INTERVAL),
            settings.get(TrainerSettings.FLUSH_AFTER),
            first);
    TrainingLoop loop = new TrainingLoop(parts, clients, settings.get(TrainerSettings.RETRY_AFTER));
    loop.start();
    return loop;
  }

  private static LearningOptions learning(Settings settings) {
    return new LearningOptions(
            settings.get(TrainerSettings.BATCH),
            settings.get(TrainerSettings.LEARNING_RATE),
            settings.get(TrainerSettings.DROPOUT),
            (long) settings.get(TrainerSettings.SEED),
            settings.get(TrainerSettings.PUBLISH_EVERY))
        .withDrift(
            new DriftOptions(
                settings.get(TrainerSettings.DRIFT_DETECTOR),
                settings.get(TrainerSettings.DRIFT_CONFIDENCE),
                settings.get(TrainerSettings.DRIFT_DELTA),
                settings.get(TrainerSettings.DRIFT_LAMBDA),
                settings.get(TrainerSettings.DRIFT_MINIMUM),
                Math.max(
                    settings.get(TrainerSettings.RETRAIN_RECOVER_LABELS),
                    settings.get(TrainerSettings.RETRAIN_LABELS))))
        .withAction(
            settings.get(TrainerSettings.DRIFT_ACTION),
            settings.get(TrainerSettings.DRIFT_BOOST_STEPS));
  }

  void start() {
    thread.start();
  }

  /**
   * Waits until it trains, stands by, or has failed for the first time.
   *
   * @throws LostPositionException if only a person can tell where to go on
   */
  public void awaitSettled() throws InterruptedException {
    settled.await();
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  public Health health() {
    // Offsets say nothing of a log that is frozen, or of another model: only brokers are judged.
    return clients.progress().map(p -> p.judge(health, partition -> false)).orElse(health);
  }

  private void now(Health health) {
    this.health = health;
    settled.countDown();
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  private void run() {
    while (!stopped()) {
      try {
        member();
      } catch (ProducerFencedException | InvalidProducerEpochException | CommitFailedException e) {
        log.info("Another trainer has taken over model [{}]; standing by", parts.topics().model());
        now(Health.ready("standing by"));
      } catch (ClockSteppedException e) {
        log.info("Training of model [{}] goes on from its last commit", parts.topics().model());
      } catch (InterruptException e) {
        return; // close() waited long enough
      } catch (KafkaException e) {
        failed(KafkaFailure.of(e));
      } catch (LostPositionException e) {
        log.error("Training of model [{}] ends: {}", parts.topics().model(), e.getMessage());
        refusal = Optional.of(e);
        now(Health.failed(e.getMessage()));
        return;
      } catch (RuntimeException e) {
        log.debug("Training failed", e);
        KafkaFailure failure = KafkaFailure.of(e);
        // What we say ourselves says what to do.
        failed(
            failure.isPassing()
                ? failure
                : new KafkaFailure(KafkaFailure.Kind.SETUP, String.valueOf(e.getMessage()), ""));
      }
    }
  }

  /** Whatever it is, it is tried again: whoever watches the health decides when that must end. */
  private void failed(KafkaFailure failure) {
    if (stopped()) {
      return;
    }
    now(
        failure.isPassing()
            ? Health.starting("training waits: " + failure.message())
            : Health.failed("training has stopped: " + failure.message()));
    log.warn(
        "Training of model [{}] starts over from its last commit in {} ms: {}",
        parts.topics().model(),
        retryAfter.toMillis(),
        failure.message());
    try {
      boolean stopping = stop.await(retryAfter.toMillis(), TimeUnit.MILLISECONDS);
      log.debug("Waited, stopping: {}", stopping);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A member of the group until something goes wrong. */
  private void member() {
    Consumer<byte[], byte[]> examples = clients.member();
    try {
      Ownership ownership =
          new Ownership(examples, parts.topics().partitionOf(Topics.TRAINING_EXAMPLES));
      examples.subscribe(List.of(ownership.partition().topic()), ownership);
      while (!stopped()) {
        if (ownership.isHeld()) {
          session(examples, ownership);
        } else {
          examples.poll(STANDBY_POLL);
        }
        if (ownership.hasJoined() && !ownership.isHeld()) {
          now(Health.ready("standing by"));
        }
      }
    } finally {
      examples.close(CloseOptions.timeout(PATIENCE));
    }
  }

  private void session(Consumer<byte[], byte[]> examples, Ownership ownership) {
    int assignment = ownership.assignments();
    Producer<byte[], byte[]> producer = clients.producer();
    try (Consumer<byte[], byte[]> controls = clients.reader();
        TrainingSession session = new TrainingSession(parts, examples, controls, producer)) {
      now(Health.ready("training"));
      while (!stopped() && ownership.isHeld() && ownership.assignments() == assignment) {
        session.advance();
        now(
            session
                .waitsFor()
                .map(release -> Health.starting("training waits: " + release))
                .orElse(Health.ready("training")));
      }
      if (stopped() && ownership.isHeld()) {
        session.commitProgress();
      }
    } finally {
      producer.close(PATIENCE);
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
      thread.interrupt();
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    clients.close();
  }
}
