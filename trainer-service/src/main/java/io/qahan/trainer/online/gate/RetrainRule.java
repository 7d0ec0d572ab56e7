package io.qahan.trainer.online.gate;

import io.qahan.schemas.avro.RecoveryState;
import io.qahan.schemas.avro.TrainingState;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;

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

  /** An alarm comes dozens to hundreds of labels after the change: these are not of before it. */
  private static final int NOTICED_AFTER = 100;

  private static final int NOTICED_WITHIN = 700;
  private static final int RING = WINDOW + NOTICED_WITHIN;

  /** So many of what came after the change are joined by one of before it. */
  private static final int RESERVOIR_SHARE = 4;

  /**
   * A retraining that is due.
   *
   * @param image whose label made the change noticed
   * @param labels that came since
   */
  public record Due(String image, long labels) {
    /** How many images of before the change it should learn from besides. */
    public int reservoir() {
      return (int) Math.min(Integer.MAX_VALUE, labels / RESERVOIR_SHARE);
    }
  }

  private final int labels;
  private final BitSet hits = new BitSet(); // ring of the newest answers
  private long count;
  private boolean alarmed;
  private boolean missed;
  private String image = "";
  private double before;
  private long since;
  private long next;

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
   * Goes on from a state, which {@link #faultOf} finds nothing wrong with.
   *
   * @param labels of alarms to come
   */
  public static RetrainRule of(TrainingState state, int labels) {
    RetrainRule rule = new RetrainRule(labels);
    RecoveryState saved = state.getRecovery();
    if (saved == null) {
      return rule;
    }
    rule.hits.or(BitSet.valueOf(saved.getAnswers().duplicate()));
    rule.count = saved.getCount();
    rule.alarmed = saved.getAlarmed();
    rule.missed = saved.getMissed();
    rule.image = saved.getImage();
    rule.before = saved.getBefore();
    rule.since = saved.getSince();
    rule.next = saved.getNext();
    return rule;
  }

  /** Says what of a state cannot be; empty if it is sound. */
  public static Optional<String> faultOf(TrainingState state) {
    RecoveryState saved = state.getRecovery();
    return saved == null
            || (saved.getCount() >= 0
                && saved.getCount() <= RING
                && BitSet.valueOf(saved.getAnswers().duplicate()).length() <= saved.getCount()
                && saved.getSince() >= 0
                && saved.getNext() >= 0
                && saved.getBefore() >= 0
                && saved.getBefore() <= 1)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d answers, %d labels since a drift, accuracy %s before it",
                saved.getCount(),
                saved.getSince(),
                saved.getBefore()));
  }

  /** Adds all of it to a state. */
  public void saveTo(TrainingState.Builder state) {
    int known = (int) Math.min(count, RING);
    BitSet oldestFirst = new BitSet(known);
    for (int i = 0; i < known; i++) {
      oldestFirst.set(i, hit(count - known + i));
    }
    state.setRecovery(
        RecoveryState.newBuilder()
            .setAnswers(ByteBuffer.wrap(oldestFirst.toByteArray()))
            .setCount(known)
            .setAlarmed(alarmed)
            .setImage(image)
            .setBefore(before)
            .setSince(since)
            .setNext(next)
            .setMissed(missed)
            .build());
  }

  /**
   * The next labelled image of the log.
   *
   * @param right whether it was answered rightly when it came
   * @return whether a retraining is due now
   */
  public boolean labelled(boolean right) {
    hits.set((int) (count++ % RING), right);
    if (!alarmed || ++since < next) {
      return false;
    }
    double wanted = missed ? AS_GOOD : RECOVERED;
    boolean isDue = accuracy(0, (int) Math.min(WINDOW, Math.max(1, since / 2))) < wanted * before;
    alarmed = isDue;
    missed = isDue;
    next = 2 * since;
    return isDue;
  }

  /**
   * Drift was noticed. Alarms before the answers are as good again are of the same change.
   *
   * @param id of the image whose label raised the alarm
   * @param changed how many labels ago that was which was noticed, as far as is known
   */
  public void alarm(String id, long changed) {
    if (alarmed) {
      return;
    }
    alarmed = true;
    missed = false;
    image = id;
    since = 0;
    next = labels;
    long skipped = Math.max(NOTICED_AFTER, Math.min(NOTICED_WITHIN, changed));
    before = accuracy((int) skipped, WINDOW);
  }

  /** Labelled images since the newest alarm; 0 without one. */
  public long since() {
    return alarmed ? since : 0;
  }

  /** What a retraining now would be for; empty if answers are as good as before the last drift. */
  public Optional<Due> change() {
    return alarmed ? Optional.of(new Due(image, since)) : Optional.empty();
  }

  /** Whether a retraining was due, and answers are not as good as before the drift still. */
  public boolean isMissed() {
    return missed;
  }

  private boolean hit(long number) {
    return hits.get((int) (number % RING));
  }

  /**
   * Share of right answers among the newest.
   *
   * @param skipped the very newest of them
   * @param wanted how many behind these, at most
   */
  private double accuracy(int skipped, int wanted) {
    long known = Math.min(count, RING);
    long from = Math.max(count - known, count - skipped - wanted);
    long to = Math.max(from, count - skipped);
    int right = 0;
    for (long i = from; i < to; i++) {
      right += hit(i) ? 1 : 0;
    }
    return to == from ? 0 : (double) right / (to - from);
  }
}
