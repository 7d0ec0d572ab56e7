package io.qahan.ingest.candidate;

import io.qahan.schemas.avro.Prediction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The images of the last answers that are most worth a label: the least margin between the two best
 * classes first, the newest first where margins are equal to a hundredth, no two alike, none that
 * has a label. Answers of a head that has learned nothing come last: their margin is 0, and says
 * nothing.
 *
 * <p>Only the last answers count, because a margin is worth what the head that gave it knew, and
 * because their images are still at hand. Bounded by their number. Thread safe.
 */
public final class LabelQueue {
  private static final Comparator<Candidate> MOST_WORTH_FIRST =
      Comparator.comparing(Candidate::isBlank)
          .thenComparingLong(candidate -> Math.round(100 * candidate.margin()));

  private final int capacity;
  private final Predicate<String> labelled;
  private final Map<String, Candidate> waiting = new LinkedHashMap<>();

  /**
   * An empty queue.
   *
   * @param capacity of how many of the last answers it chooses
   * @param labelled whether an image has a label; asked when its answer comes, for labels may come
   *     first
   */
  public LabelQueue(int capacity, Predicate<String> labelled) {
    this.capacity = capacity;
    this.labelled = labelled;
  }

  /** An answer; a second one to an image takes the place of the first. */
  public void answered(String id, Prediction prediction) {
    if (!labelled.test(id)) {
      Candidate.of(id, prediction).ifPresent(this::add);
    }
  }

  private synchronized void add(Candidate candidate) {
    waiting.remove(candidate.id());
    waiting.put(candidate.id(), candidate);
    if (waiting.size() > capacity) {
      Iterator<String> oldest = waiting.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Somebody has said what an image is. */
  public synchronized void labelled(String id) {
    waiting.remove(id);
  }

  /** How many of the last answers have no label. */
  public synchronized int size() {
    return waiting.size();
  }

  /**
   * The best of those that pass, fewer if there are no more.
   *
   * @param most how many at most
   * @param wanted which images can be asked for
   */
  public List<Candidate> best(int most, Predicate<String> wanted) {
    List<Candidate> newest;
    synchronized (this) {
      newest = new ArrayList<>(waiting.values());
    }
    Collections.reverse(newest);
    newest.sort(MOST_WORTH_FIRST); // stable: among equals the newest stays first
    List<Candidate> best = new ArrayList<>();
    for (Candidate candidate : newest) {
      if (best.size() == most) {
        break;
      }
      if (best.stream().noneMatch(candidate::isLike) && wanted.test(candidate.id())) {
        best.add(candidate);
      }
    }
    return best;
  }
}
