package io.qahan.trainer.join.kept;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * How many bytes the join may keep: those of keys and values, index included, over all tasks of
 * this process in equal parts. What RocksDB adds to them on disk, and the changelogs at the
 * brokers, come on top. Thread safe.
 */
public final class JoinSpace {
  /** So much of a part is freed at once: each time costs an iterator. */
  private static final int FREED = 64;

  private final long most;
  private final Set<Part> parts = ConcurrentHashMap.newKeySet();

  /**
   * @param most bytes in all
   */
  public JoinSpace(long most) {
    this.most = most;
  }

  /** The part of a task, for as long as it is open. */
  Part open() {
    Part part = new Part();
    parts.add(part);
    return part;
  }

  /** How many bytes may be kept. */
  public long most() {
    return most;
  }

  /** How many records of a kind are kept. */
  public long records(Kept kind) {
    return parts.stream().mapToLong(part -> part.records.get(kind).get()).sum();
  }

  /** How many bytes they take. */
  public long bytes(Kept kind) {
    return parts.stream().mapToLong(part -> part.bytes.get(kind).get()).sum();
  }

  /** What one task keeps: written by its thread, read by any. */
  final class Part implements AutoCloseable {
    private final Map<Kept, AtomicLong> records = zeros();
    private final Map<Kept, AtomicLong> bytes = zeros();
    private long total;

    private static Map<Kept, AtomicLong> zeros() {
      return Arrays.stream(Kept.values())
          .collect(Collectors.toUnmodifiableMap(kind -> kind, kind -> new AtomicLong()));
    }

    void add(Kept kind, long moreRecords, long moreBytes) {
      records.get(kind).addAndGet(moreRecords);
      bytes.get(kind).addAndGet(moreBytes);
      total += moreBytes;
    }

    /** Whether more is kept than may be. */
    boolean isOver() {
      return total > size();
    }

    /** Whether there is room again for what comes next. */
    boolean hasRoom() {
      return total <= size() - size() / FREED;
    }

    private long size() {
      return most / Math.max(1, parts.size());
    }

    @Override
    public void close() {
      parts.remove(this);
    }
  }
}
