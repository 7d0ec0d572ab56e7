package io.qahan.trainer.retrain;

import java.util.BitSet;
import java.util.Locale;

/**
 * When a model that noticed drift is worth a retraining: not while its head may recover by itself,
 * and not before there is something to learn from. So many labels after the alarm it is due if the
 * answers are not as good again as before; and again each time that the labels since the change
 * have doubled, until they are nearly as good. Only the order of examples counts, no clock. For one
 * thread.
 */
public final class RetrainRule {
  /** What a first retraining is spared by: {@value} of the accuracy before. */
  public static final double RECOVERED = 0.95;

  /** What ends the retrainings after the first one. */
  public static final double AS_GOOD = 0.99;

  private static final int WINDOW = 1_000;

  /** An alarm comes some dozens of labels after the change: these are not of the time before. */
  private static final int NOTICED_WITHIN = 100;

  private final int labels;
  private final BitSet hits = new BitSet(); // ring of the newest answers
  private long count;
  private boolean alarmed;
  private double before;
  private long since;
  private long next;
  private double wanted;

  /**
   * With nothing seen.
   *
   * @param labels after an alarm, before it is first due
   */
  public RetrainRule(int labels) {
    if (labels < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "labels [%d] must be at least 1", labels));
    }
    this.labels = labels;
  }

  /**
   * The next labelled image of the log.
   *
   * @param right whether it was answered rightly when it came
   * @return whether a retraining is due now
   */
  public boolean labelled(boolean right) {
    hits.set((int) (count++ % ring()), right);
    if (!alarmed || ++since < next) {
      return false;
    }
    boolean isDue = accuracy(0, (int) Math.min(WINDOW, Math.max(1, since / 2))) < wanted * before;
    alarmed = isDue;
    next = 2 * since;
    wanted = AS_GOOD;
    return isDue;
  }

  /** Drift was noticed. Alarms before the answers are as good again are of the same change. */
  public void alarm() {
    if (alarmed) {
      return;
    }
    alarmed = true;
    since = 0;
    next = labels;
    wanted = RECOVERED;
    before = accuracy(NOTICED_WITHIN, WINDOW);
  }

  /** Labelled images since the newest alarm; 0 without one. */
  public long since() {
    return alarmed ? since : 0;
  }

  private static int ring() {
    return WINDOW + NOTICED_WITHIN;
  }

  /**
   * Share of right answers among the newest.
   *
   * @param skipped the very newest of them
   * @param wanted how many behind these, at most
   */
  private double accuracy(int skipped, int wanted) {
    long known = Math.min(count, ring());
    long from = Math.max(count - known, count - skipped - wanted);
    long to = Math.max(from, count - skipped);
    int right = 0;
    for (long i = from; i < to; i++) {
      right += hits.get((int) (i % ring())) ? 1 : 0;
    }
    return to == from ? 0 : (double) right / (to - from);
  }
}
