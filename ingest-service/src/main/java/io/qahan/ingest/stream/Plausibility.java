package io.qahan.ingest.stream;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.qubo.mask.Mask;
import io.qahan.schemas.avro.MaskResult;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a worker's answer can be true. Where the request had an image's features, ingest does not
 * keep them while its mask is being solved, but enough of them: the rows that greedy keeps, with
 * which the answer's must agree where both keep one, and the largest row, which none can exceed.
 * The energies follow from mask and rows.
 */
final class Plausibility {
  /** For workers that add up in single precision. */
  private static final double TOLERANCE = 1e-3;

  /** Of what is compared exactly but for the order in which it was added up. */
  private static final double ROUNDING = 1e-6;

  private Plausibility() {}

  /**
   * Says what cannot be true; empty if all can.
   *
   * @param answer its mask, of the blocks that were asked about
   * @param mask the same among all blocks
   * @param rows the blocks that it keeps, one after the other
   * @param terms of the masks that are asked for now, which may be others than those of the image
   */
  static Optional<String> faultOf(
      MaskResult result,
      Mask answer,
      Mask mask,
      float[] rows,
      PendingImage pending,
      MaskTerms terms) {
    Optional<String> values =
        SolvedMask.isHere(pending) // then the rows are not the worker's, but those that waited
            ? Optional.empty()
            : faultOfValues(mask, rows, pending, terms.grid());
    return values.isPresent() ? values : faultOfEnergies(result, answer, rows, pending, terms);
  }

  private static Optional<String> faultOfValues(
      Mask mask, float[] rows, PendingImage pending, BlockGrid grid) {
    double most = pending.getLargestBlock() * (1 + ROUNDING);
    Mask greedy = SolvedMask.greedyMaskOf(pending);
    float[] sent = SolvedMask.greedyRows(pending, grid);
    int dimension = grid.dimension();
    int[] kept = mask.kept();
    int[] keptByGreedy = greedy.kept();
    int at = 0;
    for (int place = 0; place < kept.length; place++) {
      int block = kept[place];
      while (at < keptByGreedy.length && keptByGreedy[at] < block) {
        at++;
      }
      boolean wasSent = at < keptByGreedy.length && keptByGreedy[at] == block;
      for (int j = 0; j < dimension; j++) {
        double value = rows[place * dimension + j];
        if (most > 0 && value * value > most) {
          return fault(
              "feature [%d] is %s, but no block of the image has a squared norm above %s",
              grid.featureIndex(block, j), value, pending.getLargestBlock());
        }
        if (wasSent && sent[at * dimension + j] != value) {
          return fault(
              "feature [%d] is %s, but was sent as %s",
              grid.featureIndex(block, j), value, sent[at * dimension + j]);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> faultOfEnergies(
      MaskResult result, Mask answer, float[] rows, PendingImage pending, MaskTerms terms) {
    double attention = attentionEnergy(rows, terms.grid().dimension());
    if (differ(attention, result.getAttentionEnergy(), TOLERANCE)) {
      return fault(
          "the attention energy is given as %s, but follows from the kept values as %s",
          result.getAttentionEnergy(), attention);
    }
    Mask greedy = SolvedMask.greedyMaskOf(pending);
    double ofGreedy =
        energy(greedy, pending.getGreedyAttentionEnergy(), pending.getLargestBlock(), terms);
    if (pending.getLargestBlock() <= 0 || differ(ofGreedy, pending.getGreedyEnergy(), ROUNDING)) {
      return Optional.empty(); // asked for with other terms, before a restart
    }
    double energy = energy(answer, attention, pending.getLargestBlock(), terms);
    return differ(energy, result.getEnergy(), TOLERANCE)
        ? fault(
            "the energy is given as %s, but follows from mask and kept values as %s",
            result.getEnergy(), energy)
        : Optional.empty();
  }

  /** |B^T x|^2 of the kept rows, one after the other. */
  private static double attentionEnergy(float[] rows, int dimension) {
    double energy = 0;
    for (double sum : KeptFeatures.sumOf(rows, dimension)) {
      energy += sum * sum;
    }
    return energy;
  }

  private static double energy(Mask mask, double attention, double largest, MaskTerms terms) {
    boolean all = mask.size() == terms.grid().blocks(); // else a chain of some of them
    int neighbours = pairs(mask, all ? terms.grid().neighbourColumns() : mask.size());
    double excess = mask.count() - terms.kept();
    return terms.objective().sign() * terms.objective().defaultMu(largest, terms.kept()) * attention
        + terms.lambda1() * excess * excess
        + terms.lambda2() * neighbours;
  }

  /**
   * Kept pairs of neighbours.
   *
   * @param columns blocks in a row of the grid; as many as there are blocks for a chain
   */
  static int pairs(Mask mask, int columns) {
    int pairs = 0;
    for (int a : mask.kept()) {
      pairs += (a + 1) % columns != 0 && mask.keeps(a + 1) ? 1 : 0;
      pairs += a + columns < mask.size() && mask.keeps(a + columns) ? 1 : 0;
    }
    return pairs;
  }

  private static boolean differ(double one, double other, double tolerance) {
    return !(Math.abs(one - other) <= tolerance * (1 + Math.max(Math.abs(one), Math.abs(other))));
  }

  private static Optional<String> fault(String message, Object... values) {
    return Optional.of(String.format(Locale.ROOT, message, values));
  }
}
