package io.qahan.deploy.prove.ledger;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** When images were accepted, and when their answers were seen. Immutable. */
public final class AnswerLog {
  private final long[] accepted; // ascending
  private final long[] seenByThen; // the latest answer to it or to any image before it
  private final long[] seen; // ascending

  /**
   * One image, in milliseconds since 1970.
   *
   * @param seen 0: it has no answer
   */
  record Entry(long accepted, long seen) {}

  AnswerLog(List<Entry> entries) {
    List<Entry> sorted = entries.stream().sorted(Comparator.comparing(Entry::accepted)).toList();
    accepted = sorted.stream().mapToLong(Entry::accepted).toArray();
    seenByThen = sorted.stream().mapToLong(Entry::seen).toArray();
    Arrays.parallelPrefix(seenByThen, Math::max);
    seen = sorted.stream().mapToLong(Entry::seen).filter(time -> time > 0).sorted().toArray();
  }

  /** When the last answer was seen to an image that had been accepted by then; 0: to none. */
  public long allSeenOf(long time) {
    int place = Arrays.binarySearch(accepted, time + 1);
    int count = place >= 0 ? firstOf(place) : -place - 1;
    return count == 0 ? 0 : seenByThen[count - 1];
  }

  private int firstOf(int place) {
    int first = place;
    while (first > 0 && accepted[first - 1] == accepted[place]) {
      first--;
    }
    return first;
  }

  /** The longest time without any answer that lies in a span at least in part, in milliseconds. */
  public long longestSilence(long from, long to) {
    long longest = 0;
    for (int i = 1; i < seen.length; i++) {
      if (seen[i] >= from && seen[i - 1] <= to) {
        longest = Math.max(longest, seen[i] - seen[i - 1]);
      }
    }
    return longest;
  }
}
