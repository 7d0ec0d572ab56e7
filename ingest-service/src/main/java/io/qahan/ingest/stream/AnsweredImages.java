package io.qahan.ingest.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The ids answered within the dedupe retention. They are kept in a few coarse windows of time: a
 * window is forgotten whole, and its changelog by the broker's retention, without a tombstone per
 * image.
 *
 * <p>The time of the windows is no wall clock's. It goes on from what the store has seen, with the
 * monotonic clock, while a task runs: a clock that steps, or that was wrong at the start, neither
 * wipes the memory nor makes it last for ever. Downtime does not count. Used by one stream thread.
 */
final class AnsweredImages {
  static final String STORE = "answered";

  /** More windows waste less memory past the retention, fewer make look-ups faster. */
  private static final int WINDOWS = 4;

  /** How often the time is written down, if ids are: what a restart sets it back by at most. */
  static final Duration MARKED = Duration.ofSeconds(5);

  /** Its value is how far the window has come; no image has this id. */
  private static final String MARK = "";

  private static final byte[] YES = {1};

  private final WindowStore<String, byte[]> store;
  private final long window;
  private final long base;
  private final long startedAt;
  private long markedAt;

  /**
   * Takes over what the store holds.
   *
   * @param now in steady milliseconds
   * @param wall epoch milliseconds, where the time of an empty store begins
   */
  AnsweredImages(WindowStore<String, byte[]> store, Duration retention, long now, long wall) {
    this.store = store;
    this.window = window(retention).toMillis();
    this.startedAt = now;
    this.base = timeOf(store, wall);
    this.markedAt = base;
  }

  static StoreBuilder<WindowStore<String, byte[]>> store(Duration retention) {
    Duration window = window(retention);
    Duration kept = window.multipliedBy(WINDOWS + 1);
    return Stores.windowStoreBuilder(
            Stores.inMemoryWindowStore(STORE, kept, window, false),
            Serdes.String(),
            Serdes.ByteArray())
        .withLoggingEnabled(
            Map.of(
                TopicConfig.SEGMENT_MS_CONFIG,
                Long.toString(Math.max(60_000, window.toMillis())),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime"));
  }

  /**
   * Remembers an id.
   *
   * @param now in steady milliseconds
   */
  void add(String id, long now) {
    long time = timeAt(now);
    long start = windowOf(time);
    store.put(id, YES, start);
    if (time - markedAt >= MARKED.toMillis() || start > markedAt) {
      store.put(MARK, ByteBuffer.allocate(Long.BYTES).putLong(time - start).array(), start);
      markedAt = time;
    }
  }

  /**
   * Whether an id is remembered.
   *
   * @param now in steady milliseconds
   */
  boolean contains(String id, long now) {
    long newest = windowOf(timeAt(now));
    for (int back = 0; back <= WINDOWS; back++) {
      long start = newest - back * window;
      if (start >= 0 && store.fetch(id, start) != null) {
        return true;
      }
    }
    return false;
  }

  private long timeAt(long now) {
    return base + Math.max(0, now - startedAt);
  }

  private long windowOf(long time) {
    return time - Math.floorMod(time, window);
  }

  /** The newest time that a store has seen. */
  private static long timeOf(WindowStore<String, byte[]> store, long wall) {
    try (KeyValueIterator<Windowed<String>, byte[]> newestFirst = store.backwardAll()) {
      if (!newestFirst.hasNext()) {
        return wall;
      }
      long start = newestFirst.next().key.window().start();
      byte[] mark = store.fetch(MARK, start);
      return mark == null ? start : start + ByteBuffer.wrap(mark).getLong();
    }
  }

  private static Duration window(Duration retention) {
    return Duration.ofMillis(Math.max(1, (retention.toMillis() + WINDOWS - 1) / WINDOWS));
  }
}
