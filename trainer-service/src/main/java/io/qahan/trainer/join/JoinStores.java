package io.qahan.trainer.join;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What the join keeps: records that wait, by side; images that were joined; and when each of these
 * is to be given up. For one task.
 */
final class JoinStores {
  private static final String FEATURES = "waiting-features";
  private static final String LABELS = "waiting-labels";
  private static final String JOINED = "joined-images";
  private static final String EXPIRY = "expiry-index";
  private static final List<String> NAMES = List.of(FEATURES, LABELS, JOINED, EXPIRY);
  private static final byte[] NOTHING = {};

  /** Behind every time in the index: its value is how far the time of the join has come. */
  private static final byte[] TIME =
      new Expiry(Long.MAX_VALUE, Expiry.Kind.JOINED, NOTHING).toBytes();

  private final KeyValueStore<byte[], byte[]> features;
  private final KeyValueStore<byte[], byte[]> labels;
  private final KeyValueStore<byte[], byte[]> joined;
  private final KeyValueStore<byte[], byte[]> expiry;

  JoinStores(ProcessorContext<byte[], byte[]> context) {
    this.features = context.getStateStore(FEATURES);
    this.labels = context.getStateStore(LABELS);
    this.joined = context.getStateStore(JOINED);
    this.expiry = context.getStateStore(EXPIRY);
  }

  /**
   * On disk: an hour of images whose labels do not come is too much for memory. Under exactly-once
   * a crash wipes them, and they are restored from their changelogs: small, early compacted ones.
   */
  static List<StoreBuilder<KeyValueStore<byte[], byte[]>>> builders() {
    Map<String, String> changelog =
        Map.of(
            TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 << 20),
            TopicConfig.SEGMENT_MS_CONFIG, "600000",
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2",
            TopicConfig.DELETE_RETENTION_MS_CONFIG, "60000",
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    return NAMES.stream()
        .map(
            name ->
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name),
                        Serdes.ByteArray(),
                        Serdes.ByteArray())
                    .withLoggingEnabled(changelog))
        .toList();
  }

  /** The name of the store where the records of a side wait. */
  static String nameOf(Side side) {
    return side == Side.FEATURES ? FEATURES : LABELS;
  }

  static String[] names() {
    return NAMES.toArray(String[]::new);
  }

  /**
   * Full names of the changelogs.
   *
   * @param application the id of the Kafka Streams application
   */
  static List<String> changelogs(String application) {
    return NAMES.stream().map(store -> application + "-" + store + "-changelog").toList();
  }

  boolean isJoined(byte[] id) {
    return joined.get(id) != null;
  }

  boolean isWaiting(Side side, byte[] id) {
    return waiting(side).get(id) != null;
  }

  void joined(byte[] id, long expiresAt) {
    joined.put(id, NOTHING);
    expiry.put(new Expiry(expiresAt, Expiry.Kind.JOINED, id).toBytes(), NOTHING);
  }

  void wait(Side side, byte[] id, Waiting record) {
    waiting(side).put(id, record.toBytes());
    expiry.put(new Expiry(record.expiresAt(), Expiry.Kind.of(side), id).toBytes(), NOTHING);
  }

  /** Takes out the record of a side; null if none waits. */
  Waiting take(Side side, byte[] id) {
    byte[] bytes = waiting(side).delete(id);
    if (bytes == null) {
      return null;
    }
    Waiting record = Waiting.of(bytes);
    expiry.delete(new Expiry(record.expiresAt(), Expiry.Kind.of(side), id).toBytes());
    return record;
  }

  /** Shows what has expired before a time, oldest first, and drops it from the index. */
  void expired(long before, int most, Consumer<Expiry> visitor) {
    try (KeyValueIterator<byte[], byte[]> entries =
        expiry.range(Expiry.firstOf(0), Expiry.firstOf(before))) {
      for (int i = 0; i < most && entries.hasNext(); i++) {
        KeyValue<byte[], byte[]> entry = entries.next();
        visitor.accept(Expiry.of(entry.key));
        expiry.delete(entry.key);
      }
    }
  }

  /** The time of the join as last written down; empty if it never was. */
  OptionalLong time() {
    byte[] time = expiry.get(TIME);
    return time == null ? OptionalLong.empty() : OptionalLong.of(ByteBuffer.wrap(time).getLong());
  }

  void time(long now) {
    expiry.put(TIME, ByteBuffer.allocate(Long.BYTES).putLong(now).array());
  }

  void forget(byte[] id) {
    joined.delete(id);
  }

  /** How many records of a side wait; reads them all. */
  long count(Side side) {
    long count = 0;
    try (KeyValueIterator<byte[], byte[]> all = waiting(side).all()) {
      while (all.hasNext()) {
        all.next();
        count++;
      }
    }
    return count;
  }

  private KeyValueStore<byte[], byte[]> waiting(Side side) {
    return side == Side.FEATURES ? features : labels;
  }
}
