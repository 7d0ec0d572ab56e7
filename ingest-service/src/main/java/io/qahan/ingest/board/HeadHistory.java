package io.qahan.ingest.board;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The heads that have come into service, the last few hundred of them, and the drifts that they
 * tell of. Thread safe.
 */
public final class HeadHistory {
  private static final int DRIFTS = 50;

  /**
   * One head.
   *
   * @param at when it was published, epoch milliseconds
   * @param restoredFrom the version that it repeats, after a pin or a roll back; null otherwise
   * @param examples how many labelled examples it had learned from
   * @param corrections how many of them corrected an earlier label
   * @param accuracy the trainer's prequential accuracy over its last examples
   */
  public record Mark(
      long version, long at, Long restoredFrom, long examples, long corrections, double accuracy) {}

  /**
   * A drift that the trainer noticed.
   *
   * @param example the labelled example at which it did, counted from 1
   * @param at about when, epoch milliseconds: between the heads before and after it, as if labels
   *     had come evenly
   */
  public record Drift(long example, long at) {}

  private final Map<Long, Mark> marks;
  private final Map<Long, Drift> drifts = new BoundedMap<>(DRIFTS);
  private Mark newest;

  HeadHistory(int capacity) {
    this.marks = new BoundedMap<>(capacity);
  }

  synchronized void add(Head head) {
    HeadProgress progress = head.progress();
    var restored = head.lineage().restoredFrom();
    Mark mark =
        new Mark(
            head.version(),
            progress.publishedAt().toEpochMilli(),
            restored.isPresent() ? restored.getAsLong() : null,
            progress.examples(),
            progress.corrections(),
            progress.prequentialAccuracy());
    progress
        .lastDrift()
        .ifPresent(example -> drifts.putIfAbsent(example, new Drift(example, at(example, mark))));
    marks.put(head.version(), mark);
    newest = mark;
  }

  /** The oldest first. */
  public synchronized List<Mark> marks() {
    return new ArrayList<>(marks.values());
  }

  /** The oldest first; a drift is known once a head has been published after it. */
  public synchronized List<Drift> drifts() {
    return new ArrayList<>(drifts.values());
  }

  private long at(long example, Mark after) {
    Mark before = newest;
    if (before == null || before.examples() == 0 || before.examples() >= example) {
      return after.at();
    }
    double share = (example - before.examples()) / (double) (after.examples() - before.examples());
    return before.at() + Math.round(share * (after.at() - before.at()));
  }
}
