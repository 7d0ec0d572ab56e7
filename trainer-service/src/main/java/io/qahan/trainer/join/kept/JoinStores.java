package io.qahan.trainer.join.kept;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
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
 * What the join keeps: the features of images, labels that wait for theirs, what images were joined
 * with, and when each of these is to be given up, with its size. For one task.
 */
public final class JoinStores implements AutoCloseable {
  private static final String FEATURES = "waiting-features"; // the joined ones too
  private static final String LABELS = "waiting-labels";
  private static final String JOINED = "joined-images";
  private static final String EXPIRY = "expiry-index";
  private static final List<String> NAMES = List.of(FEATURES, LABELS, JOINED, EXPIRY);
  private static final byte[] NOTHING = {};

  /** Behind every time in the index: its value is how far the time of the join has come. */
  private static final byte[] TIME = new Expiry(Long.MAX_VALUE, Kept.JOINED, NOTHING).toBytes();

  private final KeyValueStore<byte[], byte[]> features;
  private final KeyValueStore<byte[], byte[]> labels;
  private final KeyValueStore<byte[], byte[]> joined;
  private final KeyValueStore<byte[], byte[]> expiry;
  private final JoinSpace.Part space;

  /** Nothing in the index is before it: what was deleted there need not be passed over again. */
  private long first;

  /**
   * Opens the stores of a task, and reads the index for what is in them.
   *
   * @param space is given back when these are closed
   */
  public JoinStores(ProcessorContext<byte[], byte[]> context, JoinSpace space) {
    this.features = context.getStateStore(FEATURES);
    this.labels = context.getStateStore(LABELS);
    this.joined = context.getStateStore(JOINED);
    this.expiry = context.getStateStore(EXPIRY);
    this.space = space.open();
    try {
      add();
    } catch (RuntimeException e) {
      this.space.close();
      throw e;
    }
  }

  private void add() {
    try (KeyValueIterator<byte[], byte[]> entries = entries(Long.MAX_VALUE)) {
      while (entries.hasNext()) {
        KeyValue<byte[], byte[]> entry = entries.next();
        Expiry expires = Expiry.of(entry.key);
        space.add(expires.kind(), 1, sizeOf(expires, entry.value));
      }
    }
  }

  /**
   * On disk: a day of images is too much for memory. Under exactly-once a crash wipes them, and
   * they are restored from their changelogs: small, early compacted ones.
   */
  public static List<StoreBuilder<KeyValueStore<byte[], byte[]>>> builders() {
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

  /** The name of the store where features or labels wait. */
  public static String nameOf(Kept kind) {
    return kind == Kept.LABELS ? LABELS : FEATURES;
  }

  public static String[] names() {
    return NAMES.toArray(String[]::new);
  }

  /**
   * Full names of the changelogs.
   *
   * @param application the id of the Kafka Streams application
   */
  public static List<String> changelogs(String application) {
    return NAMES.stream().map(store -> application + "-" + store + "-changelog").toList();
  }

  /** What an image was joined with; empty if it was not, or is forgotten. */
  public Optional<Joined> joined(byte[] id) {
    return Optional.ofNullable(joined.get(id)).map(Joined::of);
  }

  /** The features of an image, joined or not. */
  public Optional<Waiting> features(byte[] id) {
    return Optional.ofNullable(features.get(id)).map(Waiting::of);
  }

  /** The label that waits for an image. */
  public Optional<Waiting> label(byte[] id) {
    return Optional.ofNullable(labels.get(id)).map(Waiting::of);
  }

  /** Keeps the features of an image without a label. */
  public void keepFeatures(byte[] id, Waiting image) {
    features.put(id, image.toBytes());
    index(Kept.FEATURES, image.expiresAt(), id, id.length + image.size());
  }

  /** Keeps a label without an image. */
  public void keepLabel(byte[] id, Waiting label) {
    labels.put(id, label.toBytes());
    index(Kept.LABELS, label.expiresAt(), id, id.length + label.size());
  }

  /** Gives up a label that waits: it is of use now, or a newer one is. */
  public void takeLabel(byte[] id, Waiting label) {
    unindex(Kept.LABELS, label.expiresAt(), id);
    labels.delete(id);
  }

  /** Keeps the features of an image whose label was there before it. */
  public void keepJoined(byte[] id, Waiting image, Joined mark) {
    features.put(id, image.toBytes());
    mark(id, image, mark);
  }

  /** Notes with what features that wait are joined. */
  public void join(byte[] id, Waiting image, Joined mark) {
    unindex(Kept.FEATURES, image.expiresAt(), id);
    mark(id, image, mark);
  }

  /** Notes with what an image is joined once more. */
  public void correct(byte[] id, Waiting image, Joined before, Joined mark) {
    unindex(Kept.JOINED, before.expiresAt(), id);
    mark(id, image, mark);
  }

  /**
   * Lets go of an image before its time.
   *
   * @param mark what it was joined with; empty if it waits
   */
  public void forget(byte[] id, Waiting image, Optional<Joined> mark) {
    Expiry entry =
        mark.map(joined -> new Expiry(joined.expiresAt(), Kept.JOINED, id))
            .orElse(new Expiry(image.expiresAt(), Kept.FEATURES, id));
    unindex(entry.kind(), entry.at(), id);
    drop(entry);
  }

  private void mark(byte[] id, Waiting image, Joined mark) {
    byte[] value = mark.toBytes();
    joined.put(id, value);
    index(Kept.JOINED, mark.expiresAt(), id, 2 * id.length + value.length + image.size());
  }

  /**
   * Lets go of what has expired before a time, oldest first.
   *
   * @param most how much of it at once
   * @param visitor sees each before it goes
   */
  public void expire(long before, int most, Consumer<Expiry> visitor) {
    letGo(before, most, () -> false, visitor);
  }

  /**
   * Lets go of what is nearest to its end, which is the oldest where all is kept for the same time,
   * if more is kept than may be, until there is some room.
   *
   * @param most how much of it at once
   * @param visitor sees each before it goes
   */
  public void makeRoom(int most, Consumer<Expiry> visitor) {
    if (space.isOver()) {
      letGo(Long.MAX_VALUE, most, space::hasRoom, visitor);
    }
  }

  private void letGo(long before, int most, BooleanSupplier enough, Consumer<Expiry> visitor) {
    try (KeyValueIterator<byte[], byte[]> entries = entries(before)) {
      for (int i = 0; i < most && !enough.getAsBoolean() && entries.hasNext(); i++) {
        Expiry entry = Expiry.of(entries.next().key);
        first = entry.at();
        visitor.accept(entry);
        unindex(entry.kind(), entry.at(), entry.id());
        drop(entry);
      }
    }
  }

  private void drop(Expiry entry) {
    switch (entry.kind()) {
      case FEATURES -> features.delete(entry.id());
      case LABELS -> labels.delete(entry.id());
      case JOINED -> {
        joined.delete(entry.id());
        features.delete(entry.id());
      }
    }
  }

  private KeyValueIterator<byte[], byte[]> entries(long before) {
    return expiry.range(Expiry.firstOf(Math.min(first, before)), Expiry.firstOf(before));
  }

  private void index(Kept kind, long at, byte[] id, int stored) {
    Expiry entry = new Expiry(at, kind, id);
    byte[] key = entry.toBytes();
    int size = stored + key.length + Integer.BYTES;
    expiry.put(key, ByteBuffer.allocate(Integer.BYTES).putInt(size).array());
    space.add(kind, 1, size);
    first = Math.min(first, at);
  }

  private void unindex(Kept kind, long at, byte[] id) {
    Expiry entry = new Expiry(at, kind, id);
    byte[] size = expiry.delete(entry.toBytes());
    if (size != null) {
      space.add(kind, -1, -sizeOf(entry, size));
    }
  }

  /** Indexes from before sizes counted do not tell them, what is stored does. */
  private long sizeOf(Expiry entry, byte[] size) {
    if (size.length == Integer.BYTES) {
      return ByteBuffer.wrap(size).getInt();
    }
    byte[] id = entry.id();
    byte[] value =
        switch (entry.kind()) {
          case FEATURES -> features.get(id);
          case LABELS -> labels.get(id);
          case JOINED -> joined.get(id);
        };
    return (long) entry.toBytes().length + id.length + (value == null ? 0 : value.length);
  }

  /** The time of the join as last written down; empty if it never was. */
  OptionalLong time() {
    byte[] time = expiry.get(TIME);
    return time == null ? OptionalLong.empty() : OptionalLong.of(ByteBuffer.wrap(time).getLong());
  }

  void time(long now) {
    expiry.put(TIME, ByteBuffer.allocate(Long.BYTES).putLong(now).array());
  }

  /** Nothing of it counts any more. */
  @Override
  public void close() {
    space.close();
  }
}
