package io.qahan.trainer.experiment.retrain;

import io.qahan.trainer.experiment.online.StreamAnswers;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What came of a stream. Places are images that had come by then.
 *
 * @param plan it is of, as {@link RetrainPlan#toString}, with what else it follows from
 * @param images how many there were
 * @param right '1' for each that was answered rightly, else '0'
 * @param alarms when drift was noticed
 * @param retrainings in their order
 * @param superseded examples of an earlier version that were not trained on
 */
record RetrainResult(
    String plan,
    int images,
    String right,
    List<Integer> alarms,
    List<Retrained> retrainings,
    int superseded) {
  private static final int WINDOWS = 60;

  /**
   * One retraining.
   *
   * @param began when
   * @param ended when the candidate was judged
   * @param promoted whether it was better beyond chance
   * @param learned images that it learned from
   * @param seconds that it took
   * @param serving accuracy of what served on the newest tenth
   * @param candidate its own there
   * @param chance McNemar's
   */
  record Retrained(
      int began,
      int ended,
      boolean promoted,
      int learned,
      double seconds,
      double serving,
      double candidate,
      double chance) {
    String text() {
      return String.format(
          Locale.ROOT,
          "from %d to %d on %d images (%.0f s): %.4f, what served %.4f, p = %.2g%s",
          began,
          ended,
          learned,
          seconds,
          candidate,
          serving,
          chance,
          promoted ? "" : ", not promoted");
    }
  }

  /** The curve of the answers. */
  StreamAnswers answers() {
    BitSet hits = new BitSet();
    IntStream.range(0, images).filter(i -> right.charAt(i) == '1').forEach(hits::set);
    return new StreamAnswers(images, hits, WINDOWS);
  }

  /** Share of right answers to images from {@code from} to before {@code to}. */
  double accuracy(int from, int to) {
    return answers().accuracy(from, to);
  }

  /** The accuracy of the last fifteenth before the middle. */
  double before() {
    return accuracy(images / 2 - images / 15, images / 2);
  }

  /** The accuracy of the last fifteenth: 2,000 of 30,000 images. */
  double last() {
    return accuracy(images - images / 15, images);
  }

  /**
   * Images after the middle, in whole windows, until a window's accuracy is at least a share of
   * {@link #before}; empty: never.
   */
  OptionalInt imagesTo(double share) {
    return answers().imagesTo(share * before());
  }
}
