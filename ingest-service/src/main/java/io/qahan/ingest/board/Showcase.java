package io.qahan.ingest.board;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Picks the answers that are shown as pictures, few enough for people to follow: all of a slow
 * stream, a fair sample of a fast one, never far behind it. Thread safe.
 */
public final class Showcase {
  private final int waitingCapacity;
  private final Deque<String> waiting = new ArrayDeque<>();
  private final Map<String, Boolean> shown;
  private final Map<String, Integer> verdicts = new HashMap<>();

  /**
   * Nothing to show yet.
   *
   * @param waitingCapacity how many answers may wait to be shown; older ones are passed over
   * @param shownCapacity how many that were shown are kept up to date with their labels
   */
  Showcase(int waitingCapacity, int shownCapacity) {
    this.waitingCapacity = waitingCapacity;
    this.shown = new BoundedMap<>(shownCapacity);
  }

  synchronized void answered(String id) {
    waiting.addLast(id);
    if (waiting.size() > waitingCapacity) {
      waiting.removeFirst();
    }
  }

  /** Takes the oldest waiting answer that can be shown; those before it are passed over. */
  public synchronized Optional<String> next(Predicate<String> showable) {
    Iterator<String> ids = waiting.iterator();
    while (ids.hasNext()) {
      String id = ids.next();
      if (showable.test(id)) {
        dropThrough(id);
        shown.put(id, true);
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  /** The labels of what is shown, as far as {@code labels} knows them. */
  public synchronized Map<String, Integer> verdicts(Function<String, Optional<Integer>> labels) {
    verdicts.keySet().retainAll(shown.keySet());
    for (String id : shown.keySet()) {
      labels.apply(id).ifPresent(label -> verdicts.put(id, label)); // it may be corrected
    }
    return Map.copyOf(verdicts);
  }

  private void dropThrough(String id) {
    while (!waiting.removeFirst().equals(id)) {
      // not at hand when its turn came
    }
  }
}
