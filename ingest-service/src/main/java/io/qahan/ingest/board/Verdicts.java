package io.qahan.ingest.board;

import java.util.Map;
import java.util.Optional;

/**
 * Whether answers were right, told as soon as both the answer and the label are known, in whichever
 * order they come. Each answer is scored once, as it was served: by a head that had not seen its
 * label (prequential: test, then train). The first answer and the first label of an image count.
 * Answers whose label lags by more than the capacity stay unscored. Thread safe.
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

  private final Map<String, Integer> answers;
  private final Map<String, Integer> labels;
  private final boolean[] window;
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
    this.window = new boolean[window];
  }

  synchronized void answered(String id, int predicted) {
    if (answers.putIfAbsent(id, predicted) == null && labels.containsKey(id)) {
      score(labels.get(id) == predicted);
    }
  }

  synchronized void labelled(String id, int label) {
    if (labels.putIfAbsent(id, label) == null && answers.containsKey(id)) {
      score(answers.get(id) == label);
    }
  }

  /** The label of an image, if it is known and not long ago. */
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

  private void score(boolean hit) {
    int slot = (int) (scored % window.length);
    rightInWindow += (hit ? 1 : 0) - (window[slot] ? 1 : 0);
    window[slot] = hit;
    scored++;
    right += hit ? 1 : 0;
  }
}
