package io.qahan.dwave.chip;

import io.qahan.dwave.qpu.Anneal;
import java.util.Locale;
import java.util.Objects;

/**
 * How small models are sampled on a chip.
 *
 * @param reads of one model, all spin reversals together
 * @param spinReversals over how many random transforms the reads are split; each costs a
 *     programming cycle
 * @param chainStrength in the units of the model
 * @param chainBreaks what becomes of reads with broken chains
 * @param anneal the way the chip anneals; a reverse one is for models that a start is given for,
 *     the others are annealed as by {@link Anneal#standard}
 * @param descent whether every sample goes down to its local minimum on this machine
 * @param seed of the spin reversals; with one only, the problem is sent as it is
 */
public record CliqueSamplerOptions(
    int reads,
    int spinReversals,
    ChainStrength chainStrength,
    ChainBreaks chainBreaks,
    Anneal anneal,
    boolean descent,
    long seed) {
  public CliqueSamplerOptions {
    Objects.requireNonNull(chainStrength, "chainStrength");
    Objects.requireNonNull(chainBreaks, "chainBreaks");
    Objects.requireNonNull(anneal, "anneal");
    if (spinReversals < 1 || reads < spinReversals) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "reads [%d] over spin reversals [%d]; there must be one at least, and a read for"
                  + " each",
              reads,
              spinReversals));
    }
  }

  /** 100 reads as they are, uniform torque compensation, majority vote, descent. */
  public static CliqueSamplerOptions defaults(long seed) {
    return new CliqueSamplerOptions(
        100,
        1,
        ChainStrength.uniformTorque(ChainStrength.TORQUE_PREFACTOR),
        ChainBreaks.MAJORITY_VOTE,
        Anneal.standard(),
        true,
        seed);
  }

  public CliqueSamplerOptions withReads(int reads, int spinReversals) {
    return new CliqueSamplerOptions(
        reads, spinReversals, chainStrength, chainBreaks, anneal, descent, seed);
  }

  public CliqueSamplerOptions withChainBreaks(ChainBreaks chainBreaks) {
    return new CliqueSamplerOptions(
        reads, spinReversals, chainStrength, chainBreaks, anneal, descent, seed);
  }

  public CliqueSamplerOptions withAnneal(Anneal anneal) {
    return new CliqueSamplerOptions(
        reads, spinReversals, chainStrength, chainBreaks, anneal, descent, seed);
  }

  public CliqueSamplerOptions withDescent(boolean descent) {
    return new CliqueSamplerOptions(
        reads, spinReversals, chainStrength, chainBreaks, anneal, descent, seed);
  }

  /**
   * How many variables of the chip a model of so many takes: one more for its linear biases where
   * the anneal is a fast one.
   */
  public int taken(int variables) {
    return anneal.fast() ? variables + 1 : variables;
  }
}
