package io.qahan.schemas.position;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What one task has read, in a store beside its state. It is written once a second, in the task's
 * transactions, and never ahead of the state; a record in every transaction would cost each of them
 * a partition more. So it may be a second behind: who goes on by it reads that second's records
 * again, and the task's own memory, which is older than that, knows them. Used by one stream
 * thread.
 */
public final class PositionStore {
  /** How often positions are written, if records are read: what a crash sets them back by. */
  static final Duration WRITTEN = Duration.ofSeconds(1);

  private static final String SUFFIX = "positions";
  private static final Pattern KEY = Pattern.compile("(.+)-(\\d{1,9})");

  private final KeyValueStore<String, byte[]> store;
  private final GroupPlaces places;
  private final Map<TopicPartition, Long> unwritten = new HashMap<>();
  private boolean begun;

  /**
   * Opens the store in {@code init} of a processor.
   *
   * @param name as given to {@link #builder}
   * @param topics full names of those that the processor reads
   */
  public PositionStore(
      ProcessorContext<?, ?> context, String name, GroupPlaces places, Set<String> topics) {
    this.store = context.getStateStore(nameOf(name));
    this.places = places;
    int partition = context.taskId().partition();
    topics.forEach(topic -> seed(new TopicPartition(topic, partition)));
    context.schedule(WRITTEN, PunctuationType.WALL_CLOCK_TIME, now -> write());
  }

  /**
   * Builds a store, which has to be connected to one processor.
   *
   * @param name tells it from the others of the topology; may be empty
   */
  public static StoreBuilder<KeyValueStore<String, byte[]>> builder(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(nameOf(name)), Serdes.String(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled( // a few keys, written all the time, read whole at every start
            Map.of(
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(1 << 20),
                TopicConfig.SEGMENT_MS_CONFIG, "600000",
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
  }

  /** Notes that a record has been read. */
  public void read(RecordMetadata record) {
    unwritten.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    if (!begun) {
      write(); // the group has worked from now on
    }
  }

  /** Notes what the broker knew at the start, where nothing is remembered yet. */
  private void seed(TopicPartition partition) {
    OptionalLong next = places.startOf(partition);
    if (next.isPresent() && store.get(partition.toString()) == null) {
      unwritten.put(partition, next.getAsLong());
    }
  }

  private void write() {
    unwritten.forEach(
        (partition, next) ->
            store.put(
                partition.toString(),
                new Position(places.idOf(partition.topic()), next).toBytes()));
    unwritten.clear();
    begun = true;
  }

  /** The name of the store that {@link #builder} makes. */
  public static String nameOf(String name) {
    return name.isEmpty() ? SUFFIX : name + "-" + SUFFIX;
  }

  /** Whether a topic of Kafka Streams is the changelog of such a store. */
  public static boolean isChangelog(String topic) {
    return topic.endsWith(SUFFIX + "-changelog");
  }

  /** The partition that a key names; empty if it names none. */
  static Optional<TopicPartition> partitionOf(byte[] key) {
    Matcher matcher = KEY.matcher(new String(key, StandardCharsets.UTF_8));
    return matcher.matches()
        ? Optional.of(new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }
}
