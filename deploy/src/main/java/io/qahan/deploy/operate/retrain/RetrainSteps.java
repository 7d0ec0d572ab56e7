package io.qahan.deploy.operate.retrain;

import io.qahan.deploy.operate.Brokers;
import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.avro.RetrainCause;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.log.LogScan;
import io.qahan.trainer.online.log.ModelTopics;
import io.qahan.trainer.online.log.RetrainLog;
import io.qahan.trainer.retrain.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Tells in Kafka how a retraining goes: each of its steps is a record, for the trainer, the live
 * page and whoever asks later. For one thread.
 */
final class RetrainSteps {
  private final Brokers brokers;
  private final ModelTopics topics;
  private final String by;
  private final boolean silent;
  private RetrainStep last;
  private boolean told; // somebody waits for its end
  private boolean ended;

  /**
   * Of one that begins.
   *
   * @param due what the trainer asked for; empty if nobody did
   * @param by who runs it, for people
   * @param silent whether nothing is to be told: it will release nothing
   */
  RetrainSteps(Brokers brokers, Optional<RetrainStep> due, String by, boolean silent) {
    this.brokers = brokers;
    this.topics = topicsOf(brokers);
    this.by = by;
    this.silent = silent;
    this.told = due.isPresent();
    this.last =
        due.orElseGet(
            () ->
                RetrainStep.newBuilder()
                    .setRetraining(UUID.randomUUID().toString())
                    .setStage(RetrainStage.BEGAN)
                    .setCause(RetrainCause.HAND)
                    .setIssuedAt(now())
                    .build());
  }

  /** The topics of the model. */
  static ModelTopics topicsOf(Brokers brokers) {
    return new ModelTopics(
        brokers.settings().get(CommonSettings.MODEL),
        brokers.names(),
        TopicLimits.ofCatalogue(brokers.names()),
        brokers.codecs());
  }

  /** What the trainer asked for, and nobody has brought to an end. */
  static Optional<RetrainStep> due(Brokers brokers) {
    return RetrainLog.read(new LogScan(brokers::reader), topicsOf(brokers)).open();
  }

  /** Which retraining it is. */
  String retraining() {
    return last.getRetraining();
  }

  void began(ServingModel serving) throws ExecutionException, InterruptedException {
    send(next(RetrainStage.BEGAN, "").setParent(serving.releasedVersion()));
    told = true;
  }

  /**
   * The candidate was held against what serves.
   *
   * @param learned images that it learned from
   */
  void scored(StoredModel candidate, Verdict verdict, int learned)
      throws ExecutionException, InterruptedException {
    send(
        next(RetrainStage.SCORED, verdict.conclusion())
            .setCandidate(candidate.version())
            .setImages(learned)
            .setServingAccuracy(verdict.serving().accuracy())
            .setCandidateAccuracy(verdict.candidate().accuracy())
            .setChance(verdict.chance()));
  }

  /** What is to be in one transaction with the release. */
  List<ProducerRecord<byte[], byte[]>> promoted(ModelRelease release) {
    ended = true;
    return silent
        ? List.of()
        : List.of(
            record(
                next(RetrainStage.PROMOTED, release.getReason())
                    .setRelease(release.getRelease())
                    .build()));
  }

  /** Nothing was released, unless {@link #promoted} was asked. */
  void withheld(String reason) throws ExecutionException, InterruptedException {
    if (!ended) {
      ended = true;
      send(next(RetrainStage.WITHHELD, reason));
    }
  }

  /** It is over without a result. If the brokers do not hear it, it is still to be done. */
  void failed(String reason) throws InterruptedException {
    if (ended || !told) {
      return;
    }
    try {
      send(next(RetrainStage.FAILED, reason));
    } catch (ExecutionException | KafkaException e) { // the failure itself is what is to be told
      return;
    }
  }

  private RetrainStep.Builder next(RetrainStage stage, String reason) {
    return RetrainStep.newBuilder(last)
        .setStage(stage)
        .setReason(reason)
        .setIssuedBy(by)
        .setIssuedAt(now());
  }

  private void send(RetrainStep.Builder step) throws ExecutionException, InterruptedException {
    last = step.build();
    if (silent) {
      return;
    }
    try (Producer<byte[], byte[]> producer = brokers.producer()) {
      var unused = producer.send(record(last)).get();
    }
  }

  private ProducerRecord<byte[], byte[]> record(RetrainStep step) {
    return topics.record(Topics.RETRAININGS, step);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
