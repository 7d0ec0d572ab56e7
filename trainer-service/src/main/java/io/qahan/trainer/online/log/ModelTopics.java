package io.qahan.trainer.online.log;

import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.topic.DeadLetters;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * One model's part of the topics that are keyed by model, each of one partition.
 *
 * @param model its name, the key
 * @param names full topic names
 * @param limits how large the records may be that are written
 * @param codecs their encoding
 */
public record ModelTopics(String model, TopicNames names, TopicLimits limits, Codecs codecs) {
  /** The only one; or the one that counts, should somebody have added more. */
  private static final int PARTITION = 0;

  /** The part of the pipeline that reads and writes them, as dead letters say it. */
  public static final String STAGE = "train";

  /** The key of all records of this model. */
  public byte[] key() {
    return model.getBytes(StandardCharsets.UTF_8);
  }

  /** Where the records of a topic are. */
  public TopicPartition partitionOf(Topic<?> topic) {
    return new TopicPartition(names.of(topic), PARTITION);
  }

  /** The encoding of a topic. */
  public <T extends SpecificRecord> Codec<T> codecOf(Topic<T> topic) {
    return codecs.of(topic);
  }

  /** A record of this model, ready to be sent. */
  public <T extends SpecificRecord> ProducerRecord<byte[], byte[]> record(Topic<T> topic, T value) {
    return record(topic, value, List.of());
  }

  /** The same with headers. */
  public <T extends SpecificRecord> ProducerRecord<byte[], byte[]> record(
      Topic<T> topic, T value, Iterable<Header> headers) {
    return new ProducerRecord<>(
        names.of(topic), PARTITION, key(), codecs.of(topic).encode(value), headers);
  }

  /**
   * The original bytes, as far as they fit, with the cause in their headers.
   *
   * @param topic where the record came from
   */
  public ProducerRecord<byte[], byte[]> deadLetter(
      Topic<?> topic, ConsumerRecord<byte[], byte[]> record, RejectedRecordException cause) {
    return new DeadLetters(names, limits)
        .of(topic, record, STAGE, cause.slug(), cause.getMessage());
  }
}
