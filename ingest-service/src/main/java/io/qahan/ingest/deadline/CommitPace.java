package io.qahan.ingest.deadline;

import java.time.Duration;

/**
 * How often a stream thread commits. Soon after anything happened, so that nobody waits for an
 * answer that is made. But while images pile up, seldom: they wait for other reasons, and every
 * transaction costs broker and clients as much as many images do. Where nothing happens nobody
 * asks: Kafka Streams commits whatever has looked for overdue images, which is each task, and that
 * at its own interval. Thread safe: each thread goes at its own pace.
 */
public final class CommitPace {
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration SELDOM = Duration.ofMillis(250);
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** Parts of a deadline of which a commit may be put off by one. */
  private static final int PARTS = 8;

  private final Duration seldom;
  private final boolean isAsked;
  private final ThreadLocal<Long> askedAt = ThreadLocal.withInitial(() -> Long.MIN_VALUE / 2);

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

  /**
   * Whether the calling task should ask for a commit now, if anything happened to it. Once an
   * interval all tasks of a thread are told so in one round of sweeps: Kafka Streams commits them
   * together, but only if one that asked has something to commit.
   *
   * @param now in steady milliseconds
   * @param piled whether more images lie in Kafka than one poll took
   */
  public boolean isDue(long now, boolean piled) {
    if (!isAsked) {
      return false;
    }
    long since = now - askedAt.get();
    if (since >= (piled ? seldom : SOON).toMillis()) {
      askedAt.set(now);
      return true;
    }
    return since < CommitTimes.SWEEP.toMillis(); // another task, in the same round
  }
}
