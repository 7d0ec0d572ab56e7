package io.qahan.ingest.live;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The heads that have come into service, the last few hundred of them. Thread safe. */
final class HeadHistory {
  /**
   * One head.
   *
   * @param at when it was published, epoch milliseconds
   * @param restoredFrom the version that it repeats, after a pin or a roll back; null otherwise
   * @param examples how many labelled examples it had learned from
   * @param accuracy the trainer's prequential accuracy over its last examples
   */
  record Mark(long version, long at, Long restoredFrom, long examples, double accuracy) {}

  private final Map<Long, Mark> marks;

  HeadHistory(int capacity) {
    this.marks = new BoundedMap<>(capacity);
  }

  synchronized void add(Head head) {
    HeadProgress progress = head.progress();
    var restored = head.lineage().restoredFrom();
    marks.put(
        head.version(),
        new Mark(
            head.version(),
            progress.publishedAt().toEpochMilli(),
            restored.isPresent() ? restored.getAsLong() : null,
            progress.examples(),
            progress.prequentialAccuracy()));
  }

  /** The oldest first. */
  synchronized List<Mark> marks() {
    return new ArrayList<>(marks.values());
  }
}
