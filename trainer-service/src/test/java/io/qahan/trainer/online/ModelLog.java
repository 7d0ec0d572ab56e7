package io.qahan.trainer.online;

import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.log.ModelTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of one model in memory, with clients that read and write them. */
final class ModelLog implements TrainingClients {
  private static final TopicNames NAMES = new TopicNames("t.");
  static final ModelTopics TOPICS =
      new ModelTopics("digits", NAMES, TopicLimits.ofCatalogue(NAMES), Codecs.singleObject(NAMES));

  private final Map<String, List<ConsumerRecord<byte[], byte[]>>> topics = new HashMap<>();
  private final Map<TopicPartition, Long> beginnings = new HashMap<>();
  private MockProducer<byte[], byte[]> producer;
  private int taken;
  private int handedOut;

  /** Appends to a topic what any client might send. */
  synchronized void append(Topic<?> topic, byte[] key, byte[] value) {
    append(new ProducerRecord<>(NAMES.of(topic), key, value));
  }

  <T extends SpecificRecord> void append(Topic<T> topic, T value) {
    append(topic, TOPICS.key(), TOPICS.codecOf(topic).encode(value));
  }

  synchronized void append(ProducerRecord<byte[], byte[]> record) {
    List<ConsumerRecord<byte[], byte[]>> records = records(record.topic());
    records.add(
        new ConsumerRecord<>(
            record.topic(),
            0,
            records.size(),
            0,
            TimestampType.CREATE_TIME,
            0,
            0,
            record.key(),
            record.value(),
            new RecordHeaders(record.headers()),
            Optional.empty()));
  }

  synchronized List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    return topics.computeIfAbsent(topic, name -> new ArrayList<>());
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters(Topic<?> topic) {
    return List.copyOf(records(NAMES.deadLettersOf(topic)));
  }

  /** The values of a topic, decoded. */
  synchronized <T extends SpecificRecord> List<T> values(Topic<T> topic) {
    return records(NAMES.of(topic)).stream().map(record -> decoded(topic, record)).toList();
  }

  /** The last value of a topic, decoded. */
  synchronized <T extends SpecificRecord> T last(Topic<T> topic) {
    List<ConsumerRecord<byte[], byte[]>> records = records(NAMES.of(topic));
    return decoded(topic, records.get(records.size() - 1));
  }

  private static <T extends SpecificRecord> T decoded(
      Topic<T> topic, ConsumerRecord<byte[], byte[]> record) {
    try {
      return TOPICS.codecOf(topic).decode(record.value());
    } catch (UndecodableRecordException e) {
      throw new AssertionError(e);
    }
  }

  /** How many records all readers got so far. */
  synchronized int handedOut() {
    return handedOut;
  }

  /** The log as a broker has it that lost everything from an offset on. */
  synchronized void truncate(Topic<?> topic, int size) {
    List<ConsumerRecord<byte[], byte[]>> records = records(NAMES.of(topic));
    records.subList(size, records.size()).clear();
  }

  /** The broker removes what is before an offset. */
  synchronized void removeBefore(Topic<?> topic, long offset) {
    beginnings.put(TOPICS.partitionOf(topic), offset);
  }

  /** Moves what the producer has committed into the topics. */
  synchronized void settle() {
    List<ProducerRecord<byte[], byte[]>> committed = producer.history();
    committed.subList(taken, committed.size()).forEach(this::append);
    taken = committed.size();
  }

  @Override
  public MockConsumer<byte[], byte[]> member() {
    return new TopicConsumer();
  }

  @Override
  public MockConsumer<byte[], byte[]> reader() {
    return new TopicConsumer();
  }

  @Override
  public synchronized MockProducer<byte[], byte[]> producer() {
    if (producer != null) {
      settle();
    }
    producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    taken = 0;
    return producer;
  }

  private synchronized void count(int records) {
    handedOut += records;
  }

  /** The training log's only partition. */
  static TopicPartition log() {
    return TOPICS.partitionOf(Topics.TRAINING_EXAMPLES);
  }

  /** Reads the topics as they are now, from wherever it is. */
  private final class TopicConsumer extends MockConsumer<byte[], byte[]> {
    TopicConsumer() {
      super("earliest");
      Topics.all()
          .forEach(
              topic -> {
                TopicPartition partition = TOPICS.partitionOf(topic);
                updateBeginningOffsets(Map.of(partition, beginnings.getOrDefault(partition, 0L)));
              });
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      partitions.forEach(p -> ends.put(p, (long) records(p.topic()).size()));
      return ends;
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      super.poll(timeout);
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();
      for (TopicPartition partition : assignment()) {
        List<ConsumerRecord<byte[], byte[]>> all = records(partition.topic());
        int position = (int) position(partition);
        if (!paused().contains(partition) && position < all.size()) {
          polled.put(partition, List.copyOf(all.subList(position, all.size())));
          count(all.size() - position);
          seek(partition, all.size());
        }
      }
      return new ConsumerRecords<>(polled, Map.of());
    }
  }
}
