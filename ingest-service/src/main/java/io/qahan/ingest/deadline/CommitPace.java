package io.qahan.ingest.deadline;

import java.time.Duration;

/**
 * How often a stream thread commits. Soon after an answer was made, because somebody waits for it,
 * and the less soon the more answers come; a little later after an image was taken, for workers
 * that wait for the commit of its request. But while images pile up, seldom: they wait for other
 * reasons, and every transaction costs broker and clients as much as many images do. Where nothing
 * happens nobody asks: Kafka Streams commits whatever has looked for overdue images, which is each
 * task, and that at its own interval. Thread safe: each thread goes at its own pace, for all of its
 * tasks, which are committed together.
 */
public final class CommitPace {
  private static final Duration ANSWERED = Duration.ofMillis(20);

  /** So many answers put their commit off by a millisecond, up to {@link #SOON}. */
  private static final int ANSWERS = 2;

  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration SELDOM = Duration.ofMillis(250);
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** Parts of a deadline of which a commit may be put off by one. */
  private static final int PARTS = 8;

  /** What one thread has done since it last asked. */
  private static final class Since {
    private long askedAt = Long.MIN_VALUE / 2;
    private boolean touched;
    private int answers;
  }

  private final Duration seldom;
  private final boolean isAsked;
  private final ThreadLocal<Since> since = ThreadLocal.withInitial(Since::new);

  private CommitPace(Duration seldom, boolean isAsked) {
    this.seldom = seldom;
    this.isAsked = isAsked;
  }

  /** For answers with that deadline. */
  public static CommitPace of(Duration deadline) {
    Duration part = deadline.dividedBy(PARTS);
    Duration shorter = part.compareTo(SELDOM) < 0 ? part : SELDOM;
    return new CommitPace(shorter.compareTo(SOON) < 0 ? SOON : shorter, true);
  }

  /** Nobody asks for a commit: Kafka Streams commits at an interval that the user chose. */
  public static CommitPace ofStreams() {
    return new CommitPace(SOON, false);
  }

  /** What Kafka Streams commits at unasked: its {@code commit.interval.ms}. */
  public Duration unasked() {
    return isAsked ? IDLE : SOON;
  }

  /** The calling thread has read something. */
  public void touched() {
    since.get().touched = true;
  }

  /** The calling thread has made an answer. */
  public void answered() {
    since.get().answers++;
  }

  /**
   * Whether the calling thread should ask for a commit now, for whichever of its tasks. If so, it
   * counts as asked.
   *
   * @param now in steady milliseconds
   * @param piled whether more images lie in Kafka than one poll took
   */
  public boolean isDue(long now, boolean piled) {
    Since done = since.get();
    if (!isAsked || !(done.touched || done.answers > 0)) {
      return false;
    }
    if (now - done.askedAt < (piled ? seldom : interval(done.answers)).toMillis()) {
      return false;
    }
    done.askedAt = now;
    done.touched = false;
    done.answers = 0;
    return true;
  }

  private static Duration interval(int answers) {
    Duration more = ANSWERED.plusMillis(answers / ANSWERS);
    return answers == 0 || more.compareTo(SOON) > 0 ? SOON : more;
  }
}
