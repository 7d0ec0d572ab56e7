package io.qahan.deploy.operate.doctor;

import java.util.Map;

/**
 * What became of the newest records of a system, as its topics show it.
 *
 * @param deadLetters how many of the last hour, by base topic and cause; those sent back are not
 *     among them
 * @param answers how many of the newest answers were read
 * @param degraded how many of those are degraded
 * @param unanswered how many of those because no worker's mask came in time; for the rest workers
 *     had no time left
 * @param untrained how many of those head 0 gave
 * @param newestHead the version that gave the newest answer; 0 without answers
 * @param repeated how many of those were of an image that another one had answered shortly before
 * @param labels how many of the newest labels were read
 * @param trained how many of those are among the newest training examples
 * @param unseen how many of the others are of images that are not among the newest masked features
 * @param example the id of one such label; empty if there is none
 */
record Flow(
    Map<String, Map<String, Long>> deadLetters,
    long answers,
    long degraded,
    long unanswered,
    long untrained,
    long newestHead,
    long repeated,
    long labels,
    long trained,
    long unseen,
    String example) {
  Flow {
    deadLetters = Map.copyOf(deadLetters);
  }
}
