package io.qahan.ingest.stream;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.schemas.codec.TrustedRecords;
import io.qahan.schemas.topic.RecordSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The images of one task that wait for their mask. The store is the truth about which images wait;
 * when each is due is known beside it, in steady time: a wall clock that steps makes nobody early
 * or late. Used by one stream thread; {@link #size()} and {@link #oldestArrival()} may be read by
 * any.
 */
final class PendingImages {
  static final String STORE = "pending";

  // Avro single-object encoding, whose fingerprint lets a later version read what an earlier one
  // left behind.
  private static final BinaryMessageEncoder<PendingImage> ENCODER = PendingImage.getEncoder();
  private static final BinaryMessageDecoder<PendingImage> DECODER = PendingImage.getDecoder();

  static {
    TrustedRecords.register();
    DECODER.addSchema(older("pending-image.v1.avsc"));
    DECODER.addSchema(older("pending-image.v2.avsc"));
    DECODER.addSchema(older("pending-image.v3.avsc"));
    DECODER.addSchema(older("pending-image.v4.avsc"));
    DECODER.addSchema(older("pending-image.v5.avsc"));
    DECODER.addSchema(older("pending-image.v6.avsc"));
  }

  /** What {@link #oldestArrival()} says when nothing waits. */
  static final long NONE = Long.MAX_VALUE;

  /** For all else: times, energies, names, probabilities, stages, what tracing adds to headers. */
  private static final long ROOM = 16 << 10;

  /**
   * The times of one image, in steady milliseconds.
   *
   * @param arrivedAt when ingest took it
   * @param at when its answer has to be committed
   */
  record Due(long arrivedAt, long at) {}

  /** Called with an image that is due. */
  interface Overdue {
    void accept(String id, PendingImage pending, Due due);
  }

  private record Entry(String id, Due due) {}

  private final KeyValueStore<String, PendingImage> store;
  private final Map<String, Due> waiting = new HashMap<>();
  private final PriorityQueue<Entry> deadlines =
      new PriorityQueue<>(Comparator.comparingLong(entry -> entry.due().at()));
  private volatile int size;
  private volatile long oldestArrival = NONE;

  /**
   * Takes over what the store holds, after a restart or a rebalance. The store tells the time by
   * the wall clock of who filled it: how long an image waited is taken from there, but none of them
   * waits longer than its whole deadline once more, however wrong either clock is.
   *
   * @param now in steady milliseconds
   * @param wall the same moment in epoch milliseconds
   */
  PendingImages(KeyValueStore<String, PendingImage> store, long now, long wall) {
    this.store = store;
    try (KeyValueIterator<String, PendingImage> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, PendingImage> next = all.next();
        long whole = next.value.getDeadline() - next.value.getArrivedAt();
        long waited = Math.max(0, wall - next.value.getArrivedAt());
        enqueue(next.key, new Due(now - waited, now + Math.max(0, whole - waited)));
      }
    }
    size = waiting.size();
    findOldest();
  }

  /** What an image takes in the store, in bytes and at most. */
  static long sizeOf(String id, PendingImage pending) {
    return besidesFeatures(id, pending)
        + pending.getBlocks().remaining()
        + pending.getBlockPlaces().remaining()
        + pending.getGreedyIndices().remaining()
        + pending.getGreedyValues().remaining();
  }

  /**
   * What its answer takes at most: it has the same headers, a mask of as many blocks, and as many
   * kept features as the greedy mask, each with its place.
   */
  static long answerSizeOf(String id, PendingImage pending) {
    BlockGrid grid = SolvedMask.gridOf(pending);
    boolean pooled = HeadInput.valueOf(pending.getOutput()) == HeadInput.POOLED;
    long blocks = pooled ? 1 : SolvedMask.greedyMaskOf(pending).count();
    return besidesFeatures(id, pending) + blocks * grid.dimension() * (Integer.BYTES + Float.BYTES);
  }

  /** Record headers as the store keeps them. */
  static List<PendingHeader> stored(Headers headers) {
    List<PendingHeader> stored = new ArrayList<>();
    headers.forEach(
        h ->
            stored.add(
                new PendingHeader(h.key(), h.value() == null ? null : ByteBuffer.wrap(h.value()))));
    return stored;
  }

  /** What {@link #stored} was given. */
  static Headers restored(List<PendingHeader> stored) {
    Headers headers = new RecordHeaders();
    stored.forEach(
        h -> headers.add(h.getName(), h.getValue() == null ? null : bytes(h.getValue())));
    return headers;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static long besidesFeatures(String id, PendingImage pending) {
    Headers headers = restored(pending.getHeaders());
    return RecordSize.of(id.getBytes(StandardCharsets.UTF_8), null, headers)
        + pending.getAskedBlocks().remaining()
        + pending.getGreedyMask().remaining()
        + ROOM;
  }

  /**
   * Enters an image.
   *
   * @param now in steady milliseconds
   */
  void put(String id, PendingImage pending, long now) {
    store.put(id, pending);
    enqueue(id, new Due(now, now + pending.getDeadline() - pending.getArrivedAt()));
    setSize(waiting.size());
    oldestArrival = Math.min(oldestArrival, now);
  }

  /** Those that waited when this was made. */
  List<String> ids() {
    return List.copyOf(waiting.keySet());
  }

  /** The pending image of that id, or null. */
  PendingImage get(String id) {
    return store.get(id);
  }

  /** When a pending image is due. */
  Due dueOf(String id) {
    return waiting.get(id);
  }

  void remove(String id) {
    store.delete(id);
    waiting.remove(id);
    setSize(waiting.size());
  }

  /**
   * Calls {@code overdue} with every image that is due at {@code time} (steady milliseconds) or
   * earlier, the most urgent first. It has to {@link #remove} what it answers.
   */
  void forEachDue(long time, Overdue overdue) {
    while (!deadlines.isEmpty() && deadlines.peek().due().at() <= time) {
      Entry entry = deadlines.poll();
      // The id may be answered, or answered and here again with a later deadline.
      if (entry.due().equals(waiting.get(entry.id()))) {
        overdue.accept(entry.id(), store.get(entry.id()), entry.due());
      }
    }
    findOldest();
  }

  int size() {
    return size;
  }

  /**
   * When the oldest pending image arrived, in steady milliseconds and as of the last sweep; {@link
   * #NONE} if none waits.
   */
  long oldestArrival() {
    return oldestArrival;
  }

  private void enqueue(String id, Due due) {
    waiting.put(id, due);
    deadlines.add(new Entry(id, due));
  }

  private void findOldest() {
    while (!deadlines.isEmpty()
        && !deadlines.peek().due().equals(waiting.get(deadlines.peek().id()))) {
      deadlines.poll();
    }
    oldestArrival = deadlines.isEmpty() ? NONE : deadlines.peek().due().arrivedAt();
  }

  private void setSize(int value) {
    size = value;
  }

  /** In memory: small, short-lived, and wiped after a crash anyway; its changelog restores it. */
  static StoreBuilder<KeyValueStore<String, PendingImage>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Serdes.String(), serde())
        .withLoggingEnabled(
            // Entries live for seconds: small segments, cleaned early, keep restores short. Times
            // are the broker's, because those of the records are whatever their senders say.
            Map.of(
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 << 20),
                TopicConfig.SEGMENT_MS_CONFIG, "600000",
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
                TopicConfig.DELETE_RETENTION_MS_CONFIG, "60000",
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
  }

  /** Of images that were pending when an older version was stopped. */
  private static Schema older(String name) {
    try (InputStream in = PendingImages.class.getResourceAsStream(name)) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the older schema of pending images", e);
    }
  }

  static Serde<PendingImage> serde() {
    return Serdes.serdeFrom(
        (topic, pending) -> pending == null ? null : encode(pending),
        (topic, bytes) -> bytes == null ? null : decode(bytes));
  }

  static byte[] encode(PendingImage pending) {
    try {
      ByteBuffer buffer = ENCODER.encode(pending);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a pending image", e);
    }
  }

  static PendingImage decode(byte[] bytes) {
    try {
      return DECODER.decode(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          String.format(
                  Locale.ROOT,
                  "the pending store holds [%d] bytes that are no pending image; was it written by"
                      + " a newer",
                  bytes.length)
              + " version?",
          e);
    }
  }
}
