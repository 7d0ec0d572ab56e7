package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.log.ModelTopics;
import io.qahan.trainer.online.log.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;

/**
 * What a training leaves in Kafka, each time all of it or nothing. After an exception the session
 * is over: only a new one knows what was committed. For one thread.
 */
final class TrainingTransactions {
  private final Producer<byte[], byte[]> producer;
  private final ModelTopics topics;

  /** Takes over the transactional id: an older trainer of this model is fenced from here on. */
  TrainingTransactions(Producer<byte[], byte[]> producer, ModelTopics topics) {
    this.producer = producer;
    this.topics = topics;
    producer.initTransactions();
  }

  /**
   * Commits how far the training has come.
   *
   * @param state with the offsets of the next records
   * @param published the head, if there is a new one
   * @param origin headers of its record
   * @param refused records passed over on the way
   * @param group to commit the log's offset for, where tools look for it
   */
  void commit(
      TrainingState state,
      Optional<Head> published,
      Iterable<Header> origin,
      List<Refused> refused,
      ConsumerGroupMetadata group) {
    inTransaction(
        () -> {
          published.ifPresent(
              head -> send(topics.record(Topics.FC_HEADS, head.toRecord(), origin)));
          send(topics.record(Topics.TRAINING_STATE, state));
          refused.forEach(each -> send(topics.deadLetter(each)));
          producer.sendOffsetsToTransaction(
              Map.of(
                  topics.partitionOf(Topics.TRAINING_EXAMPLES),
                  new OffsetAndMetadata(state.getNextOffset())),
              group);
        });
  }

  /** Commits dead letters alone, where there is no training yet. */
  void bury(List<Refused> refused, long nextOffset, ConsumerGroupMetadata group) {
    inTransaction(
        () -> {
          refused.forEach(each -> send(topics.deadLetter(each)));
          producer.sendOffsetsToTransaction(
              Map.of(
                  topics.partitionOf(Topics.TRAINING_EXAMPLES), new OffsetAndMetadata(nextOffset)),
              group);
        });
  }

  /** Writes into the training log that the batch is to be trained on as it is. */
  void flush(Instant now) {
    ProducerRecord<byte[], byte[]> flush =
        topics.record(
            Topics.TRAINING_EXAMPLES,
            TrainingExample.newBuilder()
                .setKind(ExampleKind.FLUSH)
                .setEventTime(now)
                .setLabelTime(now)
                .build());
    inTransaction(() -> send(flush));
  }

  private void inTransaction(Runnable sends) {
    producer.beginTransaction();
    try {
      sends.run();
    } catch (KafkaException e) {
      try {
        producer.abortTransaction();
      } catch (KafkaException aborting) { // fenced, or the broker is gone: the first fault says it
        e.addSuppressed(aborting);
      }
      throw e;
    }
    producer.commitTransaction(); // throws if any send failed
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var unused = producer.send(record); // what fails here fails the commit
  }
}
