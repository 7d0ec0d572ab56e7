package io.qahan.trainer.experiment.retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One stream.
 *
 * @param change in its middle
 * @param answer what is done about it
 * @param images of the stream
 * @param late images that come between an image and its label
 * @param labels after the alarm before a first retraining is due
 * @param busy images that come while a network is retrained
 */
record RetrainPlan(StreamChange change, Answer answer, int images, int late, int labels, int busy) {
  private static final int LATE_SHARE = 60;
  private static final int LABELS_SHARE = 30;
  private static final int BUSY_SHARE = 60;

  /** What is done when a stream has changed. */
  enum Answer {
    /** The head learns on as ever. */
    HEAD_ALONE("head alone"),
    /** It learns faster for a while after the alarm. */
    BOOST("head and boost"),
    /** The head learns on as ever, and the whole network is retrained beside it. */
    RETRAINED("retrained"),
    /** Both, as by default where a trainer retrains by itself. */
    BOTH("boost and retrained");

    private final String title;

    Answer(String title) {
      this.title = title;
    }

    /** As written in a report. */
    String title() {
      return title;
    }
  }

  /** All streams of so many images. */
  static List<RetrainPlan> all(int images) {
    List<RetrainPlan> plans = new ArrayList<>();
    for (StreamChange change : StreamChange.values()) {
      for (Answer answer : Answer.values()) {
        plans.add(
            new RetrainPlan(
                change,
                answer,
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

  /** Whether the head learns faster for a while after an alarm. */
  boolean isBoosted() {
    return answer == Answer.BOOST || answer == Answer.BOTH;
  }

  /** Whether the whole network is retrained. */
  boolean isRetrained() {
    return answer == Answer.RETRAINED || answer == Answer.BOTH;
  }

  /** For files: no two plans of an experiment share one. */
  String slug() {
    return "%s-%s"
        .formatted(change.slug(), answer.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
