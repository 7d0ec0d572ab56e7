package io.qahan.trainer.experiment.retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One stream.
 *
 * @param change in its middle
 * @param retrained whether the whole network is retrained, or the head learns alone
 * @param images of the stream
 * @param late images that come between an image and its label
 * @param labels after the alarm before a first retraining is due
 * @param busy images that come while a network is retrained
 */
record RetrainPlan(
    StreamChange change, boolean retrained, int images, int late, int labels, int busy) {
  private static final int LATE_SHARE = 60;
  private static final int LABELS_SHARE = 12;
  private static final int BUSY_SHARE = 30;

  /** All streams of so many images. */
  static List<RetrainPlan> all(int images) {
    List<RetrainPlan> plans = new ArrayList<>();
    for (StreamChange change : StreamChange.values()) {
      for (boolean retrained : new boolean[] {false, true}) {
        plans.add(
            new RetrainPlan(
                change,
                retrained,
                images,
                images / LATE_SHARE,
                images / LABELS_SHARE,
                images / BUSY_SHARE));
      }
    }
    return plans;
  }

  int middle() {
    return images / 2;
  }

  /** For people. */
  String label() {
    return retrained ? "retrained" : "head alone";
  }

  /** For files: no two plans of an experiment share one. */
  String slug() {
    return String.format(
        Locale.ROOT, "%s-%s", change.slug(), retrained ? "retrained" : "head-alone");
  }
}
