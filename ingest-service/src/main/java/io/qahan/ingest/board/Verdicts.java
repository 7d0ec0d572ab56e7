package io.qahan.ingest.board;

import io.qahan.ingest.head.Confusion;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether answers were right, told as soon as both the answer and the label are known, in whichever
 * order they come. Each answer is scored once, as it was served: by a head that had not seen its
 * label (prequential: test, then train). The first answer of an image counts, and its newest label:
 * one that corrects another changes the score of that answer, and adds none. Answers whose label
 * lags by more than the capacity stay unscored. Thread safe.
 */
public final class Verdicts {
  /**
   * The score so far.
   *
   * @param scored how many answers
   * @param accuracy share of right ones among all; null without any
   * @param recent share of right ones among the last {@code window}; null without any
   * @param window how many those are at most
   */
  public record Score(long scored, Double accuracy, Double recent, int window) {}

  /** Answers that classes are scored over, as many as the trainer remembers. */
  private static final int NEWEST = 4_000;

  private final Map<String, Integer> answers;
  private final Map<String, Integer> labels;
  private final Map<String, Long> places; // of scored answers, in the order of scoring
  private final boolean[] window;
  private final int[] newestLabels = new int[NEWEST];
  private final int[] newestAnswers = new int[NEWEST];
  private long scored;
  private long right;
  private int rightInWindow;

  /**
   * Nothing scored yet.
   *
   * @param capacity how many answers and how many labels are remembered
   * @param window over how many answers the recent accuracy is taken
   */
  Verdicts(int capacity, int window) {
    this.answers = new BoundedMap<>(capacity);
    this.labels = new BoundedMap<>(capacity);
    this.places = new BoundedMap<>(capacity);
    this.window = new boolean[window];
  }

  synchronized void answered(String id, int predicted) {
    if (answers.putIfAbsent(id, predicted) == null && labels.containsKey(id)) {
      score(id, predicted, labels.get(id));
    }
  }

  synchronized void labelled(String id, int label) {
    Integer before = labels.put(id, label);
    Integer predicted = answers.get(id);
    if (predicted == null) {
      return;
    }
    if (before == null) {
      score(id, predicted, label);
    } else if (places.containsKey(id)) {
      long place = places.get(id);
      if (scored - place <= NEWEST) {
        newestLabels[(int) (place % NEWEST)] = label;
      }
      if (before.equals(predicted) != (predicted == label)) {
        correct(place, predicted == label);
      }
    }
  }

  /** The newest label of an image, if it is known and not long ago. */
  public synchronized Optional<Integer> labelOf(String id) {
    return Optional.ofNullable(labels.get(id));
  }

  public synchronized Score score() {
    return new Score(
        scored,
        scored == 0 ? null : (double) right / scored,
        scored == 0 ? null : rightInWindow / (double) Math.min(scored, window.length),
        window.length);
  }

  /**
   * How the newest scored images of each class were answered.
   *
   * @param classes how many there are
   */
  public Confusion confusion(int classes) {
    int[] known;
    int[] given;
    synchronized (this) {
      int size = (int) Math.min(scored, NEWEST);
      known = Arrays.copyOf(newestLabels, size);
      given = Arrays.copyOf(newestAnswers, size);
    }
    int[] sound =
        IntStream.range(0, known.length)
            .filter(i -> isClass(known[i], classes) && isClass(given[i], classes))
            .toArray();
    return new Confusion(
        classes,
        IntStream.of(sound).map(i -> known[i]).toArray(),
        IntStream.of(sound).map(i -> given[i]).toArray());
  }

  /** A label may say anything until the trainer has judged it. */
  private static boolean isClass(int number, int classes) {
    return number >= 0 && number < classes;
  }

  private void correct(long place, boolean hit) {
    right += hit ? 1 : -1;
    if (scored - place <= window.length) { // and was not passed since
      window[(int) (place % window.length)] = hit;
      rightInWindow += hit ? 1 : -1;
    }
  }

  private void score(String id, int predicted, int label) {
    boolean hit = predicted == label;
    places.put(id, scored);
    newestLabels[(int) (scored % NEWEST)] = label;
    newestAnswers[(int) (scored % NEWEST)] = predicted;
    int slot = (int) (scored % window.length);
    rightInWindow += (hit ? 1 : 0) - (window[slot] ? 1 : 0);
    window[slot] = hit;
    scored++;
    right += hit ? 1 : 0;
  }
}
