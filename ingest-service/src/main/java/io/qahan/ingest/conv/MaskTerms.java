package io.qahan.ingest.conv;

import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import java.util.Locale;

/**
 * What is asked of every mask: the terms of eqs. 7-13 apart from the features.
 *
 * @param grid how the features are cut into blocks
 * @param objective sign and scale of the attention term
 * @param lambda1 weight of the count term, finite and at least 0
 * @param lambda2 weight of the neighbour term, finite and at least 0
 * @param kept k, how many blocks to keep, 1 to n
 * @param output what the head sees of the features
 */
public record MaskTerms(
    BlockGrid grid,
    Objective objective,
    double lambda1,
    double lambda2,
    int kept,
    HeadInput output) {
  public MaskTerms {
    if (kept < 1 || kept > grid.blocks()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "k is [%d] but must be from 1 to the number of blocks, %d",
              kept,
              grid.blocks()));
    }
  }

  /** The head sees all features, those of dropped blocks zero. */
  public MaskTerms(BlockGrid grid, Objective objective, double lambda1, double lambda2, int kept) {
    this(grid, objective, lambda1, lambda2, kept, HeadInput.MASKED);
  }

  /** How many inputs the head has. */
  public int headInputs() {
    return output == HeadInput.POOLED ? grid.dimension() : grid.features();
  }

  /** The mask problem of one image, from its feature vector. */
  public MaskProblem problemOf(float[] features) {
    return MaskProblem.of(
            grid.toBlocks(features),
            grid.blocks(),
            grid.dimension(),
            objective,
            lambda1,
            lambda2,
            kept)
        .withColumns(grid.neighbourColumns());
  }
}
