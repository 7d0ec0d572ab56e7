package io.qahan.deploy.prove.ledger;

import io.qahan.deploy.prove.ledger.Breach.Promise;
import java.util.List;
import java.util.SortedMap;

/**
 * How a cluster stands.
 *
 * @param deadLetters how many, by topic and cause
 * @param records that were read
 * @param unreadable records of topics that only services write which hold nothing that can be read
 * @param breaches of promises, all of them
 */
public record Judgement(
    Images images,
    SortedMap<String, Long> deadLetters,
    Training training,
    Heads heads,
    long records,
    long unreadable,
    List<Breach> breaches) {

  /**
   * The images.
   *
   * @param accepted records in {@code images}
   * @param answered ids with an answer
   * @param deadLettered records that became a dead letter
   * @param underWay too young to be called lost
   * @param degraded the greedy mask answered
   * @param admittedLate whose answer says itself that its commit was not expected by the deadline
   * @param seenLate whose committed answer was seen later than the deadline
   * @param wronglyInTime of these: whose answer says that it is in time
   * @param latestMillis by how much the latest was late; negative if none was
   */
  public record Images(
      long accepted,
      long answered,
      long deadLettered,
      long underWay,
      long degraded,
      long admittedLate,
      long seenLate,
      long wronglyInTime,
      long latestMillis) {}

  /**
   * Labels and training.
   *
   * @param labels records in {@code labels}
   * @param labelled ids with a label that can be trained on
   * @param examples records in the training log
   * @param corrections of them: later revisions
   * @param trained what the newest state counts
   * @param states training states that were held against the log
   * @param underWay too young to be called skipped
   */
  public record Training(
      long labels,
      long labelled,
      long examples,
      long corrections,
      long trained,
      long states,
      long underWay) {}

  /**
   * Heads.
   *
   * @param published records in {@code fc-heads}
   * @param newest the highest version
   * @param answering versions that predictions name
   */
  public record Heads(long published, long newest, long answering) {}

  /** Whether every promise was kept. */
  public boolean isKept() {
    return breaches.isEmpty();
  }

  /** The same with other breaches. */
  public Judgement with(List<Breach> others) {
    return new Judgement(images, deadLetters, training, heads, records, unreadable, others);
  }

  /** How often a promise was broken. */
  public long count(Promise promise) {
    return breaches.stream().filter(breach -> breach.promise() == promise).count();
  }
}
