package io.qahan.ingest.stream;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The ids answered within the dedupe retention. They are kept in a few coarse windows of time: a
 * window is forgotten whole, and its changelog by the broker's retention, without a tombstone per
 * image. Used by one stream thread.
 */
final class AnsweredImages {
  static final String STORE = "answered";

  /** More windows waste less memory past the retention, fewer make look-ups faster. */
  private static final int WINDOWS = 4;

  private static final byte[] YES = {1};

  private final WindowStore<String, byte[]> store;
  private final long window;

  AnsweredImages(WindowStore<String, byte[]> store, Duration retention) {
    this.store = store;
    this.window = window(retention).toMillis();
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

  void add(String id, long now) {
    store.put(id, YES, windowOf(now));
  }

  boolean contains(String id, long now) {
    long newest = windowOf(now);
    for (int back = 0; back <= WINDOWS; back++) {
      long start = newest - back * window;
      if (start >= 0 && store.fetch(id, start) != null) {
        return true;
      }
    }
    return false;
  }

  private long windowOf(long now) {
    return now - Math.floorMod(now, window);
  }

  private static Duration window(Duration retention) {
    return Duration.ofMillis(Math.max(1, (retention.toMillis() + WINDOWS - 1) / WINDOWS));
  }
}
