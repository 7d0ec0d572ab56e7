package io.qahan.deploy.prove;

import io.qahan.deploy.prove.ledger.Judgement;
import java.util.List;

/**
 * What a run came to.
 *
 * @param cluster what it ran on
 * @param seed of faults and images
 * @param images that were to be sent
 * @param rate images a second at most
 * @param sent good images that were sent
 * @param corrupt records without an image that were sent
 * @param acknowledged records, labels among them, that brokers said they have
 * @param seconds from the first image to the last outcome
 * @param faults in their order
 * @param endedByThemselves what processes said last that were not to end
 * @param footprints while images were sent, the first and the last among them
 * @param verdict on all of it
 */
record ProveResult(
    String cluster,
    long seed,
    int images,
    double rate,
    int sent,
    int corrupt,
    long acknowledged,
    double seconds,
    List<Outcome> faults,
    List<String> endedByThemselves,
    List<Footprint> footprints,
    Judgement verdict) {

  /**
   * What a fault came to.
   *
   * @param at seconds since the first image
   * @param lasted seconds until it was over: what was killed is started, what was cut is whole
   * @param recovered seconds from then until every image that had been accepted by then was
   *     answered, whatever other fault came meanwhile
   * @param silence the longest time without any answer from its begin until then, in seconds
   */
  record Outcome(
      int number,
      FaultKind kind,
      String text,
      double at,
      double lasted,
      double recovered,
      double silence) {}
}
