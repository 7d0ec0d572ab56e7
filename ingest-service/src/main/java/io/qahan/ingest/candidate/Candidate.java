package io.qahan.ingest.candidate;

import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.LittleEndian;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answered image, seen as a question to a person: how near the two best classes came to each
 * other. Of the probabilities only the largest few are kept, so that its size does not grow with
 * the number of classes. Immutable.
 *
 * @param id of the image
 * @param predicted the most probable class
 * @param runnerUp the next
 * @param leading the probabilities of the {@value #LEADING} most probable classes, by class
 * @param mask which blocks were kept
 * @param energy of the mask
 * @param headVersion of the head that answered
 * @param modelVersion content hash of its model; empty if settings say what the model is
 * @param predictedAt when it was answered
 */
public record Candidate(
    String id,
    int predicted,
    int runnerUp,
    Map<Integer, Float> leading,
    BitSet mask,
    double energy,
    long headVersion,
    String modelVersion,
    Instant predictedAt) {

  /** So many classes are compared. */
  static final int LEADING = 8;

  private static final double SAME_PROBABILITIES = 0.02;
  private static final double SAME_BLOCKS = 0.9;
  private static final double SAME_ENERGY = 0.02;
  private static final float KNOWS_NOTHING = 1e-6f;

  /** The question that a prediction raises; none if there are not two classes to choose from. */
  public static Optional<Candidate> of(String id, Prediction prediction) {
    float[] probabilities = LittleEndian.floats(prediction.getProbabilities().duplicate());
    int[] best = best(probabilities);
    if (best.length < 2 || !Float.isFinite(probabilities[best[0]] - probabilities[best[1]])) {
      return Optional.empty();
    }
    Map<Integer, Float> leading = new HashMap<>();
    for (int c : best) {
      leading.put(c, probabilities[c]);
    }
    return Optional.of(
        new Candidate(
            id,
            best[0],
            best[1],
            Map.copyOf(leading),
            BitSet.valueOf(prediction.getMask().duplicate()),
            prediction.getEnergy(),
            prediction.getHeadVersion(),
            prediction.getModelVersion(),
            prediction.getPredictedAt()));
  }

  /** The most probable classes, the best first; among equals the first class. */
  private static int[] best(float[] probabilities) {
    int[] best = new int[Math.min(LEADING, probabilities.length)];
    int found = 0;
    for (int c = 0; c < probabilities.length; c++) {
      int place = found;
      while (place > 0 && probabilities[best[place - 1]] < probabilities[c]) {
        place--;
      }
      if (place < best.length) {
        found = Math.min(found + 1, best.length);
        System.arraycopy(best, place, best, place + 1, found - place - 1);
        best[place] = c;
      }
    }
    return best;
  }

  /** Probability of the predicted class, 0 to 1. */
  public double probability() {
    return leading.get(predicted);
  }

  /** Probability of the runner-up, 0 to 1. */
  public double runnerUpProbability() {
    return leading.get(runnerUp);
  }

  /** By how much the best class leads, 0 to 1: the less, the more a label teaches. */
  public double margin() {
    return probability() - runnerUpProbability();
  }

  /** Whether all classes are the same to the head: it has learned nothing, so it doubts nothing. */
  boolean isBlank() {
    float least = 1;
    float most = 0;
    for (float probability : leading.values()) {
      least = Math.min(least, probability);
      most = Math.max(most, probability);
    }
    return most - least < KNOWS_NOTHING;
  }

  /**
   * Whether the other image looks the same to the network, so that one label tells of both: the
   * leading classes' probabilities differ by {@value #SAME_PROBABILITIES} or less in all (total
   * variation), the masks share nine of ten blocks, and their energies differ by two percent or
   * less. The next frame of a camera that stands still is alike; two images that the head doubts in
   * the same way are not.
   */
  boolean isLike(Candidate other) {
    return modelVersion.equals(other.modelVersion)
        && Math.abs(energy - other.energy)
            <= SAME_ENERGY * Math.max(Math.abs(energy), Math.abs(other.energy))
        && distance(other) <= SAME_PROBABILITIES
        && sharedBlocks(other) >= SAME_BLOCKS;
  }

  private double distance(Candidate other) {
    double sum = 0;
    for (Map.Entry<Integer, Float> entry : leading.entrySet()) {
      sum += Math.abs(entry.getValue() - other.leading.getOrDefault(entry.getKey(), 0f));
    }
    for (Map.Entry<Integer, Float> entry : other.leading.entrySet()) {
      sum += leading.containsKey(entry.getKey()) ? 0 : entry.getValue();
    }
    return sum / 2;
  }

  private double sharedBlocks(Candidate other) {
    BitSet shared = (BitSet) mask.clone();
    shared.and(other.mask);
    int most = Math.max(mask.cardinality(), other.mask.cardinality());
    return most == 0 ? 1 : shared.cardinality() / (double) most;
  }
}
