package io.qahan.schemas.streams;

import io.qahan.schemas.topic.KeyPartition;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Sources and sinks of our topologies. All keys and values are bytes, decoded in our code: a bad
 * record becomes a dead letter and never an exception of Kafka Streams.
 */
public final class ByteRecords {
  private ByteRecords() {}

  /** Adds a source that is named as its topic, read from its beginning. */
  public static void source(Topology topology, String topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        topic,
        ByteRecords::asRecorded,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic);
  }

  /** Adds a sink that is named as its topic, where it is all the same on which partition. */
  public static void sink(Topology topology, String topic, String parent) {
    topology.addSink(topic, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
  }

  /** Adds a sink that is named as its topic. */
  public static void sink(
      Topology topology,
      String topic,
      StreamPartitioner<byte[], byte[]> partitioner,
      String parent) {
    sink(topology, topic, topic, partitioner, parent);
  }

  /** Adds a sink of another name than its topic's, which a processor before it has. */
  public static void sink(
      Topology topology,
      String name,
      String topic,
      StreamPartitioner<byte[], byte[]> partitioner,
      String parent) {
    topology.addSink(
        name, topic, new ByteArraySerializer(), new ByteArraySerializer(), partitioner, parent);
  }

  /** The same source for a builder of streams. */
  public static Consumed<byte[], byte[]> consumed(String name) {
    return Consumed.with(serde(), serde())
        .withName(name)
        .withTimestampExtractor(ByteRecords::asRecorded)
        .withOffsetResetPolicy(AutoOffsetReset.earliest());
  }

  /** The same sink for a builder of streams; a processor can say its name, to send there only. */
  public static Produced<byte[], byte[]> produced(String name) {
    return Produced.<byte[], byte[]>as(name).withKeySerde(serde()).withValueSerde(serde());
  }

  /** Neither reads nor changes anything. */
  public static Serde<byte[]> serde() {
    return Serdes.ByteArray();
  }

  /**
   * The partitioner of what is found again by its key: where masked features lie, and where labels
   * are brought to. It holds whatever producers are set to do.
   */
  public static Optional<Set<Integer>> byKey(
      String topic, byte[] key, byte[] value, int partitions) {
    return Optional.of(Set.of(KeyPartition.of(key, partitions)));
  }

  /** A record without a time is as good as any: the ready-made extractors stop or skip. */
  private static long asRecorded(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp());
  }
}
