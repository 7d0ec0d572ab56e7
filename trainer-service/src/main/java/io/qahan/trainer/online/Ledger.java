package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.learning.TrainingStep;
import io.qahan.trainer.online.log.LogPlace;
import io.qahan.trainer.online.log.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session has done but not committed; counts it once it is. For one thread. */
final class Ledger {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);

  private final TrainingTransactions transactions;
  private final TrainingMeters meters;
  private final List<Refused> refused = new ArrayList<>();
  private final List<TimedStep> steps = new ArrayList<>();
  private Instant committedAt;

  private record TimedStep(TrainingStep step, Duration took) {}

  Ledger(TrainingTransactions transactions, TrainingMeters meters, Instant now) {
    this.transactions = transactions;
    this.meters = meters;
    this.committedAt = now;
  }

  void stepped(TrainingStep step, Duration took) {
    steps.add(new TimedStep(step, took));
  }

  void refuse(Refused record) {
    refused.add(record);
  }

  Instant committedAt() {
    return committedAt;
  }

  /** Whether there is something to commit before {@code nextOffset} of the log. */
  boolean isEmpty(long nextOffset) {
    return steps.isEmpty() && settled(nextOffset).isEmpty();
  }

  /**
   * Commits a training with all it has done.
   *
   * @param origin headers of the published head's record
   */
  void commit(
      OnlineTraining training,
      LogPlace place,
      long controlOffset,
      Optional<Head> published,
      Iterable<Header> origin,
      ConsumerGroupMetadata group,
      Instant now) {
    List<Refused> settled = settled(place.nextOffset());
    TrainingState.Builder state = training.saved(place.nextOffset(), controlOffset);
    place.markIn(state);
    transactions.commit(state.build(), published, origin, settled, group);
    steps.forEach(each -> told(each, training));
    steps.clear();
    meters.now(training);
    buried(settled, now);
  }

  private void told(TimedStep done, OnlineTraining training) {
    meters.stepped(done.step(), done.took());
    done.step()
        .drift()
        .ifPresent(
            example ->
                log.warn(
                    "Drift at labelled example {}: losses grew; accuracy over the last 1,000 is {}"
                        + " now, live is {}",
                    example,
                    Math.round(1000 * training.scores().recentAccuracy()) / 1000.0,
                    training.live()));
  }

  /** Commits dead letters where there is no training yet. */
  void bury(long nextOffset, ConsumerGroupMetadata group, Instant now) {
    List<Refused> settled = settled(nextOffset);
    transactions.bury(settled, nextOffset, group);
    buried(settled, now);
  }

  /** Of the log only what will not be read again: what lies within a waiting batch will. */
  private List<Refused> settled(long nextOffset) {
    return refused.stream()
        .filter(
            each ->
                !each.topic().equals(Topics.TRAINING_EXAMPLES)
                    || each.record().offset() < nextOffset)
        .toList();
  }

  private void buried(List<Refused> settled, Instant now) {
    settled.forEach(each -> meters.buried(each.topic(), each.slug()));
    refused.removeAll(settled);
    committedAt = now;
  }
}
