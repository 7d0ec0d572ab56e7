package io.qahan.trainer.online;

import io.qahan.schemas.avro.RetrainCause;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.gate.RetrainRule;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.log.LogScan;
import io.qahan.trainer.online.log.ModelTopics;
import io.qahan.trainer.online.log.RetrainLog;
import io.qahan.trainer.settings.RetrainWhen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for retrainings when they are due, and has what is due started. What is due is a record that
 * goes into the transaction of the state that shows it, so no change asks twice, and whoever trains
 * after a crash finds it. It is open until a record says how it ended: until then processes are
 * started for it, one after the other, of which the brokers let one work. Only a session has a
 * desk, so a trainer that stands by starts nothing. For the training thread.
 */
final class RetrainDesk {
  private static final Logger log = LoggerFactory.getLogger(RetrainDesk.class);

  /** How often it is looked whether something is to be started. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration OTHERS_TURN = Duration.ofMinutes(5);
  private static final Duration RECORD_COMES = Duration.ofMinutes(1);
  private static final int MOST_FAILURES = 5;

  /**
   * When and on what.
   *
   * @param when it is due
   * @param labels that must have come since the last time; of drift the rule knows itself
   * @param images to learn from, at most
   */
  record Options(RetrainWhen when, int labels, int images) {
    /** What a session does that never asks. */
    static final Options NEVER = new Options(new RetrainWhen.Never(), 1_000, 20_000);
  }

  private final Options options;
  private final ModelTopics topics;
  private final RetrainLauncher launcher;
  private final TrainingMeters meters;
  private final InstantSource clock;
  private final InstantSource steady;
  private final RetrainLog steps;
  private String current = "";
  private boolean awaited;
  private int failures;
  private Instant looked = Instant.MIN;
  private Instant next = Instant.MIN;
  private boolean told;
  private boolean asked; // and the record was not read yet

  /**
   * Finds what is open.
   *
   * @param launcher may run a process still that an earlier session started
   */
  RetrainDesk(
      Options options,
      LogScan scan,
      ModelTopics topics,
      RetrainLauncher launcher,
      TrainingMeters meters,
      InstantSource clock,
      InstantSource steady) {
    this.options = options;
    this.topics = topics;
    this.launcher = launcher;
    this.meters = meters;
    this.clock = clock;
    this.steady = steady;
    this.steps = RetrainLog.read(scan, topics);
    this.awaited = launcher.isRunning();
    meters.retrainings(steps);
  }

  /** Where the topic of retrainings is to be read from. */
  long nextOffset() {
    return steps.nextOffset();
  }

  /** Takes the next record of the topic of retrainings. */
  void read(ConsumerRecord<byte[], byte[]> record) {
    Optional<RetrainStep> step = steps.add(record);
    step.ifPresent(
        read ->
            log.info(
                "Retraining [{}] of model [{}]: {} {}",
                read.getRetraining(),
                topics.model(),
                read.getStage(),
                read.getReason()));
    step.filter(RetrainLog::isEnd).ifPresent(meters::retrained);
    asked &= step.filter(read -> read.getStage() == RetrainStage.DUE).isEmpty();
    meters.retrainings(steps);
  }

  /**
   * A retraining for a change that the head does not get over.
   *
   * @return what asks for it, if it is to be asked for
   */
  Optional<ProducerRecord<byte[], byte[]>> onDrift(RetrainRule.Due due, OnlineTraining training) {
    if (!(options.when() instanceof RetrainWhen.OnDrift)) {
      log.warn(
          "{} labels after drift was noticed at image [{}] answers of model [{}] are not as good as"
              + " before. A retraining by hand: qahan retrain --since-drift -D model={}, or let the"
              + " trainer do it: trainer.retrain=on-drift",
          due.labels(),
          due.image(),
          topics.model(),
          topics.model());
      return Optional.empty();
    }
    if (asked || steps.open().isPresent()) {
      log.info("A retraining of model [{}] is due, and one is under way", topics.model());
      return Optional.empty();
    }
    return Optional.of(
        record(
            asked(RetrainCause.DRIFT, training)
                .setChangedAt(due.image())
                .setBefore(Math.min(due.reservoir(), options.images() / 4))
                .setReason(
                    String.format(
                        Locale.ROOT,
                        "%d labels after drift was noticed answers are not as good as before",
                        due.labels()))));
  }

  /**
   * Has what is open started, once a second.
   *
   * @return a record that is to be written, if there is one
   */
  Optional<ProducerRecord<byte[], byte[]>> look(OnlineTraining training) {
    Instant now = steady.instant();
    if (options.when() instanceof RetrainWhen.Never
        || (!looked.equals(Instant.MIN) && now.isBefore(looked.plus(LOOK)))) {
      return Optional.empty();
    }
    looked = now;
    if (awaited) {
      if (launcher.isRunning()) {
        return Optional.empty();
      }
      awaited = false;
      ended(now);
    }
    Optional<RetrainStep> open = steps.open();
    return open.isPresent() ? serve(open.get(), now) : inTime(training);
  }

  private void ended(Instant now) {
    switch (launcher.exitCode()) {
      case 0, RetrainLauncher.NOT_BETTER -> next = now.plus(RECORD_COMES);
      case RetrainLauncher.TAKEN -> next = now.plus(OTHERS_TURN);
      default -> failed("it ended with code " + launcher.exitCode(), now);
    }
  }

  private void failed(String how, Instant now) {
    failures++;
    next = now.plus(Duration.ofMinutes(1L << Math.min(failures, 5)));
    log.warn(
        "The retraining of model [{}] was interrupted ({}: {}); attempt {} of {}",
        topics.model(),
        how,
        launcher.lastWords(),
        failures,
        MOST_FAILURES);
  }

  private Optional<ProducerRecord<byte[], byte[]>> serve(RetrainStep open, Instant now) {
    if (!open.getRetraining().equals(current)) {
      current = open.getRetraining();
      failures = 0;
      told = false;
      next = now;
    }
    if (now.isBefore(next)) {
      return Optional.empty();
    }
    Optional<String> obstacle = launcher.obstacle();
    if (obstacle.isPresent()) {
      if (!told) {
        told = true;
        log.warn(
            "A retraining of model [{}] is due, but it cannot be started from here: {}. Run it on any"
                + " machine: qahan retrain --due -D model={}. In Kubernetes the CronJob of"
                + " deploy/kubernetes/retrain.yaml does",
            topics.model(),
            obstacle.get(),
            topics.model());
      }
      return Optional.empty();
    }
    if (failures >= MOST_FAILURES) {
      next = now.plus(RECORD_COMES);
      return Optional.of(
          record(
              RetrainStep.newBuilder(open)
                  .setStage(RetrainStage.FAILED)
                  .setReason(
                      String.format(
                          Locale.ROOT,
                          "its process was started %d times and ended without a result: %s",
                          failures,
                          launcher.lastWords()))));
    }
    try {
      launcher.start();
      awaited = true;
      log.info("A process was started for retraining [{}] of model [{}]", current, topics.model());
    } catch (IOException e) {
      failed(e.toString(), now);
    }
    return Optional.empty();
  }

  private Optional<ProducerRecord<byte[], byte[]>> inTime(OnlineTraining training) {
    if (asked || !(options.when() instanceof RetrainWhen.Every every)) {
      return Optional.empty();
    }
    Optional<Instant> last = steps.newest().map(RetrainStep::getIssuedAt);
    long since =
        training.scores().examples() - steps.newestDue().map(RetrainStep::getExample).orElse(0L);
    if (since < options.labels()
        || last.filter(at -> clock.instant().isBefore(at.plus(every.interval()))).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        record(
            asked(RetrainCause.TIME, training)
                .setReason(
                    String.format(
                        Locale.ROOT, "%d labels came since the last retraining", since))));
  }

  private RetrainStep.Builder asked(RetrainCause cause, OnlineTraining training) {
    asked = true;
    return RetrainStep.newBuilder()
        .setRetraining(UUID.randomUUID().toString())
        .setStage(RetrainStage.DUE)
        .setCause(cause)
        .setExample(training.scores().examples())
        .setImages(options.images())
        .setParent(training.shape().modelVersion());
  }

  private ProducerRecord<byte[], byte[]> record(RetrainStep.Builder step) {
    return topics.record(
        Topics.RETRAININGS,
        step.setIssuedBy("trainer at " + host())
            .setIssuedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
            .build());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a host without a name";
    }
  }
}
