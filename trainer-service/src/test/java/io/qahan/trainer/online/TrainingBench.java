package io.qahan.trainer.online;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.ControlAction;
import io.qahan.schemas.avro.RetrainCause;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.LostPosition;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.online.gate.DriftOptions;
import io.qahan.trainer.online.learning.Digits;
import io.qahan.trainer.online.learning.LabelledExample;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.online.log.HeadArchive;
import io.qahan.trainer.online.log.LogAudit;
import io.qahan.trainer.online.log.LogReader;
import io.qahan.trainer.online.log.LogScan;
import io.qahan.trainer.online.log.ReleaseArchive;
import io.qahan.trainer.online.log.StateArchive;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;

/** Sessions over one {@link ModelLog}, which survives them as a broker would. */
final class TrainingBench implements AutoCloseable {
  static final LearningOptions LEARNING =
      new LearningOptions(8, 0.01, 0.5, 7, 5).withDrift(DriftOptions.DEFAULT.withMinimum(100));
  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);
  private static final Duration FLUSH_AFTER = Duration.ofSeconds(2);
  static final Duration RELEASE_WAIT = Duration.ofMinutes(1);

  final ModelLog log;
  final TestClock clock = new TestClock();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final SessionParts parts;

  /** How many records of the training log were decoded. */
  final AtomicInteger decoded = new AtomicInteger();

  /** Where the files of released models are kept. */
  static final Path FILES = Path.of("target", "released-files", UUID.randomUUID().toString());

  MockProducer<byte[], byte[]> producer;
  TrainingSession session;

  TrainingBench() {
    this(Tracing.OFF);
  }

  TrainingBench(Tracing tracing) {
    log = new ModelLog();
    parts = parts(log, clock, registry, tracing, LostPosition.REFUSE, decoded);
  }

  /** One whose head has so many labels to recover from drift, and that may ask for retrainings. */
  TrainingBench(RetrainDesk.Options retraining, int recovery, RetrainLauncher launcher) {
    log = new ModelLog();
    SessionParts never = parts(log, clock, registry, Tracing.OFF, LostPosition.REFUSE, decoded);
    parts =
        new SessionParts(
            never.topics(),
            never.reader(),
            LEARNING.withDrift(LEARNING.drift().withRecovery(recovery)),
            never.states(),
            never.audit(),
            never.archive(),
            never.starts(),
            never.operator(),
            () ->
                new RetrainDesk(
                    retraining,
                    new LogScan(log::reader),
                    ModelLog.TOPICS,
                    launcher,
                    never.meters(),
                    clock,
                    clock),
            never.meters(),
            never.tracing(),
            clock,
            clock,
            COMMIT_INTERVAL,
            FLUSH_AFTER,
            Optional.empty());
  }

  /** One whose model file has a head. */
  TrainingBench(Head first) {
    log = new ModelLog();
    SessionParts without = parts(log, clock, registry, Tracing.OFF, LostPosition.REFUSE, decoded);
    parts = withFirst(without, Optional.of(first));
  }

  private TrainingBench(ModelLog log, SessionParts parts) {
    this.log = log;
    this.parts = parts;
  }

  /** The same log under another model file. */
  TrainingBench under(Head first) {
    return new TrainingBench(log, withFirst(parts, Optional.of(first)));
  }

  private static SessionParts withFirst(SessionParts parts, Optional<Head> first) {
    return new SessionParts(
        parts.topics(),
        parts.reader(),
        parts.learning(),
        parts.states(),
        parts.audit(),
        parts.archive(),
        parts.starts(),
        new Operator(ModelLog.TOPICS, parts.archive(), first),
        parts.desk(),
        parts.meters(),
        parts.tracing(),
        parts.clock(),
        parts.steady(),
        parts.commitInterval(),
        parts.flushAfter(),
        first);
  }

  private TrainingBench(ModelLog log, LostPosition decision) {
    this.log = log;
    parts = parts(log, clock, registry, Tracing.OFF, decision, decoded);
  }

  static SessionParts parts(
      ModelLog log, TestClock clock, SimpleMeterRegistry registry, Tracing tracing) {
    return parts(log, clock, registry, tracing, LostPosition.REFUSE, new AtomicInteger());
  }

  static SessionParts parts(
      ModelLog log,
      TestClock clock,
      SimpleMeterRegistry registry,
      Tracing tracing,
      LostPosition decision,
      AtomicInteger decoded) {
    LogScan scan = new LogScan(log::reader);
    TrainingMeters meters = new TrainingMeters(registry, clock);
    HeadArchive archive = new HeadArchive(scan, ModelLog.TOPICS);
    return new SessionParts(
        ModelLog.TOPICS,
        new LogReader(
            counted(ModelLog.TOPICS.codecOf(Topics.TRAINING_EXAMPLES), decoded),
            ModelLog.TOPICS.model(),
            Digits.CLASSES),
        LEARNING,
        new StateArchive(scan, ModelLog.TOPICS),
        new LogAudit(scan, ModelLog.TOPICS, decision, meters::lost),
        archive,
        new ReleaseStarts(
            ModelLog.TOPICS,
            new ReleaseArchive(scan, ModelLog.TOPICS, new ReleasedFiles(FILES)),
            archive,
            RELEASE_WAIT,
            clock),
        new Operator(ModelLog.TOPICS, archive, Optional.empty()),
        () ->
            new RetrainDesk(
                RetrainDesk.Options.NEVER,
                scan,
                ModelLog.TOPICS,
                new FakeLauncher(),
                meters,
                clock,
                clock),
        meters,
        tracing,
        clock,
        clock,
        COMMIT_INTERVAL,
        FLUSH_AFTER,
        Optional.empty());
  }

  private static <T> Codec<T> counted(Codec<T> codec, AtomicInteger decoded) {
    return new Codec<>() {
      @Override
      public byte[] encode(T value) {
        return codec.encode(value);
      }

      @Override
      public T decode(byte[] bytes) throws UndecodableRecordException {
        decoded.incrementAndGet();
        return codec.decode(bytes);
      }
    };
  }

  /** The same log, with what an operator decided about a place that was lost. */
  TrainingBench deciding(LostPosition decision) {
    return new TrainingBench(log, decision);
  }

  /** A session as after a start or a crash: what was not committed is gone. */
  TrainingBench open() {
    if (session != null) {
      session.close();
    }
    MockConsumer<byte[], byte[]> member = log.member();
    member.assign(List.of(ModelLog.log()));
    producer = log.producer();
    session = new TrainingSession(parts, member, log.reader(), producer);
    return this;
  }

  /** Lets the commit interval pass, and advances once. */
  TrainingBench advance() {
    clock.pass(COMMIT_INTERVAL);
    session.advance();
    log.settle();
    return this;
  }

  /** Lets a waiting batch become old, has it flushed, and trained on. */
  TrainingBench flush() {
    advance();
    clock.pass(FLUSH_AFTER);
    return advance().advance();
  }

  TrainingBench examples(int from, int to) {
    for (int number = from; number < to; number++) {
      log.append(Topics.TRAINING_EXAMPLES, Digits.record(number));
    }
    return this;
  }

  /** Examples whose classes are swapped. */
  TrainingBench drifted(int from, int to) {
    for (int number = from; number < to; number++) {
      log.append(Topics.TRAINING_EXAMPLES, Digits.record(Digits.swapped(number)));
    }
    return this;
  }

  /** Examples whose classes nothing tells. */
  TrainingBench noise(int from, int to) {
    for (int number = from; number < to; number++) {
      LabelledExample example = Digits.example(number);
      int label = new SplittableRandom(~number).nextInt(Digits.CLASSES);
      log.append(
          Topics.TRAINING_EXAMPLES,
          Digits.record(new LabelledExample(example.imageId(), example.features(), label)));
    }
    return this;
  }

  /** A step of a retraining, as its process writes it. */
  TrainingBench retrained(String retraining, RetrainStage stage) {
    log.append(
        Topics.RETRAININGS,
        RetrainStep.newBuilder()
            .setRetraining(retraining)
            .setStage(stage)
            .setCause(RetrainCause.DRIFT)
            .setIssuedAt(clock.instant())
            .build());
    return this;
  }

  TrainingBench control(ControlAction action, Long version) {
    log.append(
        Topics.CONTROL,
        Control.newBuilder()
            .setAction(action)
            .setVersion(version)
            .setIssuedBy("test")
            .setIssuedAt(Instant.EPOCH)
            .build());
    return this;
  }

  double counted(String meter) {
    return registry.get(meter).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
