package io.qahan.schemas.ops;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether a service gets on with its work: whether the brokers answer, and whether what a group has
 * committed moves while there are records to read.
 *
 * <p>A service that has nothing to read is well, however long that lasts. While the brokers are
 * away it is not ready, but it lives: to start it again would not bring them back. Where records
 * wait and nothing moves although the brokers answer, it is not ready after {@code patience}, and
 * after {@code limit} it is beyond help. Thread safe.
 */
public final class Progress {
  private final Duration patience;
  private final Duration limit;
  private final LongSupplier nanoTime;
  private final Map<TopicPartition, Waiting> waiting = new HashMap<>();

  /** Where nothing is to be read: only the offset that follows counts. */
  private final Map<TopicPartition, Waiting> empty = new HashMap<>();

  private long heardAt;
  private long committedAt;
  private long restoredAt;

  /** A partition with offsets that are not committed. */
  private record Waiting(long next, long end, long since) {
    long records() {
      return end - next;
    }
  }

  /**
   * @param patience how long nothing may move before the service is not ready
   * @param limit how long nothing may move before only a restart can help
   * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
   */
  public Progress(Duration patience, Duration limit, LongSupplier nanoTime) {
    this.patience = patience;
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.heardAt = nanoTime.getAsLong();
    this.committedAt = heardAt;
    this.restoredAt = heardAt;
  }

  /**
   * The brokers have answered.
   *
   * @param next the first record of each partition that is not committed
   * @param ends where each partition ends
   */
  synchronized void heard(Map<TopicPartition, Long> next, Map<TopicPartition, Long> ends) {
    long now = nanoTime.getAsLong();
    boolean wereAway = now - heardAt > patience.toNanos();
    heardAt = now;
    waiting.keySet().retainAll(next.keySet());
    next.forEach(
        (partition, offset) -> {
          long end = ends.getOrDefault(partition, offset);
          Waiting before = waiting.get(partition);
          if (before != null && before.next() != offset) {
            committedAt = now;
          }
          if (end <= offset || isEmpty(partition, offset, end)) {
            waiting.remove(partition);
          } else if (before == null || before.next() != offset || wereAway) {
            waiting.put(partition, new Waiting(offset, end, now));
          } else {
            waiting.put(partition, new Waiting(offset, end, before.since()));
          }
        });
  }

  private boolean isEmpty(TopicPartition partition, long next, long end) {
    Waiting known = empty.get(partition);
    return known != null && known.next() == next && end <= known.end();
  }

  /**
   * The partitions where nothing has been committed for a while, with the first offset that is not.
   * There may be nothing to read: markers of transactions, and what was aborted, have offsets too,
   * and a group commits those no more once it has read all there is. Somebody has to look.
   */
  synchronized Map<TopicPartition, Long> suspects() {
    long before = nanoTime.getAsLong() - patience.toNanos() / 3;
    Map<TopicPartition, Long> suspects = new HashMap<>();
    waiting.forEach(
        (partition, each) -> {
          if (each.since() <= before) {
            suspects.put(partition, each.next());
          }
        });
    return suspects;
  }

  /** Somebody has looked: from one offset to another there is nothing to read. */
  synchronized void empty(TopicPartition partition, long next, long end) {
    empty.put(partition, new Waiting(next, end, 0));
    Waiting known = waiting.get(partition);
    if (known != null && known.next() == next && known.end() <= end) {
      waiting.remove(partition);
    }
  }

  /** State is being restored: that may last, and no commit shows it. */
  public synchronized void restored() {
    restoredAt = nanoTime.getAsLong();
  }

  /** How long ago the group was seen to have committed something new. */
  public synchronized Duration sinceCommit() {
    return Duration.ofNanos(nanoTime.getAsLong() - committedAt);
  }

  /** How long records have waited while nothing moved; zero if none wait. */
  public synchronized Duration stalled() {
    return stalled(partition -> true);
  }

  private Duration stalled(Predicate<TopicPartition> own) {
    long now = nanoTime.getAsLong();
    long longest = 0;
    for (Map.Entry<TopicPartition, Waiting> entry : waiting.entrySet()) {
      if (own.test(entry.getKey())) {
        longest = Math.max(longest, now - entry.getValue().since());
      }
    }
    return Duration.ofNanos(longest);
  }

  /**
   * Judges.
   *
   * @param well how the service is if it gets on
   * @param own the partitions that are this instance's to read
   */
  public synchronized Health judge(Health well, Predicate<TopicPartition> own) {
    if (!well.live()) {
      return well;
    }
    Duration silent = Duration.ofNanos(nanoTime.getAsLong() - heardAt);
    if (silent.compareTo(patience) > 0) {
      return Health.starting(
          String.format(
              Locale.ROOT,
              "no broker has answered for %d s; %s",
              silent.toSeconds(),
              well.detail()));
    }
    Duration stalled = stalled(own);
    if (stalled.compareTo(patience) <= 0) {
      return well;
    }
    String detail =
        String.format(
            Locale.ROOT,
            "%d records wait, and nothing was committed for %d s; %s",
            recordsOf(own),
            stalled.toSeconds(),
            well.detail());
    boolean restoring = nanoTime.getAsLong() - restoredAt <= limit.toNanos();
    boolean hopeless = stalled.compareTo(limit) > 0 && !restoring;
    return hopeless
        ? Health.failed(detail + ". See: qahan doctor, then start it again")
        : Health.starting(detail);
  }

  private long recordsOf(Predicate<TopicPartition> own) {
    return waiting.entrySet().stream()
        .filter(entry -> own.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue().records())
        .sum();
  }
}
