package io.qahan.schemas.position;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What one task has read, in a store beside its state: both change in the same transaction. The
 * store is cached, so that its changelog gets one record a commit and not one a record; the cache
 * is flushed before a commit is made. Used by one stream thread.
 */
public final class PositionStore {
  private static final String SUFFIX = "positions";
  private static final Pattern KEY = Pattern.compile("(.+)-(\\d{1,9})");

  private final KeyValueStore<String, byte[]> store;
  private final GroupPlaces places;
  private final Set<String> topics;

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
    this.topics = Set.copyOf(topics);
    Cancellable[] once = new Cancellable[1];
    int partition = context.taskId().partition();
    once[0] = // not here: only what a punctuation or a record changes is committed
        context.schedule(
            Duration.ofMillis(1),
            PunctuationType.WALL_CLOCK_TIME,
            now -> {
              once[0].cancel();
              seed(partition);
            });
  }

  /**
   * Builds a store, which has to be connected to one processor.
   *
   * @param name tells it from the others of the topology; may be empty
   */
  public static StoreBuilder<KeyValueStore<String, byte[]>> builder(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(nameOf(name)), Serdes.String(), Serdes.ByteArray())
        .withCachingEnabled()
        .withLoggingEnabled( // a few keys, written all the time, read whole at every start
            Map.of(
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(1 << 20),
                TopicConfig.SEGMENT_MS_CONFIG, "600000",
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
  }

  /** Notes that a record has been read. */
  public void read(RecordMetadata record) {
    put(record.topic(), record.partition(), record.offset() + 1);
  }

  /** Notes what the broker knew at the start, where nothing is remembered yet. */
  private void seed(int partition) {
    for (String topic : topics) {
      OptionalLong next = places.startOf(new TopicPartition(topic, partition));
      if (next.isPresent() && store.get(key(topic, partition)) == null) {
        put(topic, partition, next.getAsLong());
      }
    }
  }

  private void put(String topic, int partition, long next) {
    store.put(key(topic, partition), new Position(places.idOf(topic), next).toBytes());
  }

  /** The name of the store that {@link #builder} makes. */
  public static String nameOf(String name) {
    return name.isEmpty() ? SUFFIX : name + "-" + SUFFIX;
  }

  /** Whether a topic of Kafka Streams is the changelog of such a store. */
  public static boolean isChangelog(String topic) {
    return topic.endsWith(SUFFIX + "-changelog");
  }

  private static String key(String topic, int partition) {
    return topic + "-" + partition;
  }

  /** The partition that a key names; empty if it names none. */
  static Optional<TopicPartition> partitionOf(byte[] key) {
    Matcher matcher = KEY.matcher(new String(key, StandardCharsets.UTF_8));
    return matcher.matches()
        ? Optional.of(new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }
}
