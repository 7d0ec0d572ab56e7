package io.qahan.ingest.stream;

import io.qahan.schemas.topic.RecordSize;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The images of one task that wait for their mask. The store is the truth; the queue of deadlines
 * beside it is made from it and may list images that are answered already. Used by one stream
 * thread; {@link #size()} and {@link #oldestArrival()} may be read by any.
 */
final class PendingImages {
  /** What {@link #oldestArrival()} says when nothing waits. */
  static final long NONE = Long.MAX_VALUE;

  /** For all else: times, energies, names, probabilities, stages, what tracing adds to headers. */
  private static final long ROOM = 16 << 10;

  private record Due(long deadline, long arrivedAt, String id) {}

  private final KeyValueStore<String, PendingImage> store;
  private final PriorityQueue<Due> deadlines =
      new PriorityQueue<>(Comparator.comparingLong(Due::deadline));
  private volatile int size;
  private volatile long oldestArrival = NONE;

  /** Takes over what the store holds, after a restart or a rebalance. */
  PendingImages(KeyValueStore<String, PendingImage> store) {
    this.store = store;
    try (KeyValueIterator<String, PendingImage> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, PendingImage> next = all.next();
        enqueue(next.key, next.value);
      }
    }
    size = deadlines.size();
    findOldest();
  }

  /**
   * What an image takes in the store, in bytes and at most; its answer takes no more: it has the
   * same headers, a mask of as many blocks, and as many kept features.
   */
  static long sizeOf(String id, PendingImage pending) {
    Headers headers = StoredHeaders.restored(pending.getHeaders());
    return RecordSize.of(id.getBytes(StandardCharsets.UTF_8), null, headers)
        + pending.getGreedyMask().remaining()
        + pending.getGreedyIndices().remaining()
        + pending.getGreedyValues().remaining()
        + ROOM;
  }

  void put(String id, PendingImage pending) {
    store.put(id, pending);
    enqueue(id, pending);
    setSize(size + 1);
    oldestArrival = Math.min(oldestArrival, pending.getArrivedAt());
  }

  /** Those that waited when this was made. */
  List<String> ids() {
    return deadlines.stream().map(Due::id).toList();
  }

  /** The pending image of that id, or null. */
  PendingImage get(String id) {
    return store.get(id);
  }

  void remove(String id) {
    store.delete(id);
    setSize(size - 1);
  }

  /**
   * Calls {@code overdue} with every image whose deadline is {@code time} or earlier, the most
   * urgent first. It has to {@link #remove} what it answers.
   */
  void forEachDue(long time, BiConsumer<String, PendingImage> overdue) {
    while (!deadlines.isEmpty() && deadlines.peek().deadline() <= time) {
      Due due = deadlines.poll();
      PendingImage pending = store.get(due.id());
      // The id may be answered, or answered and here again with a later deadline.
      if (pending != null && pending.getDeadline() == due.deadline()) {
        overdue.accept(due.id(), pending);
      }
    }
    findOldest();
  }

  int size() {
    return size;
  }

  /** When the oldest pending image arrived, as of the last sweep; {@link #NONE} if none waits. */
  long oldestArrival() {
    return oldestArrival;
  }

  private void enqueue(String id, PendingImage pending) {
    deadlines.add(new Due(pending.getDeadline(), pending.getArrivedAt(), id));
  }

  private void findOldest() {
    while (!deadlines.isEmpty() && store.get(deadlines.peek().id()) == null) {
      deadlines.poll();
    }
    oldestArrival = deadlines.isEmpty() ? NONE : deadlines.peek().arrivedAt();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the one stream thread only
  private void setSize(int value) {
    size = value;
  }
}
