package io.qahan.ingest.stream;

import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Sparse;
import io.qahan.qubo.mask.Mask;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.codec.LittleEndian;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a worker's answer can be true. Ingest does not keep an image's features while its mask is
 * being solved, but enough of them: the rows that greedy keeps, with which the answer's must agree
 * where both keep one, and the largest row, which none can exceed. The energies follow from what
 * the answer itself says.
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
   * @param mask the answer's
   * @param features what it keeps
   * @param terms of the masks that are asked for now, which may be others than those of the image
   */
  static Optional<String> faultOf(
      MaskResult result, Mask mask, Sparse features, PendingImage pending, MaskTerms terms) {
    Optional<String> values = faultOfValues(features, pending);
    return values.isPresent() ? values : faultOfEnergies(result, mask, pending, terms);
  }

  private static Optional<String> faultOfValues(Sparse features, PendingImage pending) {
    double most = pending.getLargestBlock() * (1 + ROUNDING);
    Sparse greedy =
        new Sparse(
            pending.getFeatures(),
            LittleEndian.ints(pending.getGreedyIndices()),
            LittleEndian.floats(pending.getGreedyValues()));
    int at = 0;
    for (int i = 0; i < features.listed(); i++) {
      int index = features.indices()[i];
      double value = features.values()[i];
      if (most > 0 && value * value > most) {
        return fault(
            "feature [%d] is %s, but no block of the image has a squared norm above %s",
            index, value, pending.getLargestBlock());
      }
      while (at < greedy.listed() && greedy.indices()[at] < index) {
        at++;
      }
      if (at < greedy.listed()
          && greedy.indices()[at] == index
          && greedy.values()[at] != features.values()[i]) {
        return fault("feature [%d] is %s, but was sent as %s", index, value, greedy.values()[at]);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> faultOfEnergies(
      MaskResult result, Mask mask, PendingImage pending, MaskTerms terms) {
    double attention =
        attentionEnergy(LittleEndian.floats(result.getKeptValues()), terms.grid().dimension());
    if (differ(attention, result.getAttentionEnergy(), TOLERANCE)) {
      return fault(
          "the attention energy is given as %s, but follows from the kept values as %s",
          result.getAttentionEnergy(), attention);
    }
    Mask greedy = Mask.fromBytes(bytesOf(pending), mask.size());
    double ofGreedy =
        energy(greedy, pending.getGreedyAttentionEnergy(), pending.getLargestBlock(), terms);
    if (pending.getLargestBlock() <= 0 || differ(ofGreedy, pending.getGreedyEnergy(), ROUNDING)) {
      return Optional.empty(); // asked for with other terms, before a restart
    }
    double energy = energy(mask, attention, pending.getLargestBlock(), terms);
    return differ(energy, result.getEnergy(), TOLERANCE)
        ? fault(
            "the energy is given as %s, but follows from mask and kept values as %s",
            result.getEnergy(), energy)
        : Optional.empty();
  }

  private static byte[] bytesOf(PendingImage pending) {
    byte[] bits = new byte[pending.getGreedyMask().remaining()];
    pending.getGreedyMask().duplicate().get(bits);
    return bits;
  }

  /** |B^T x|^2 of the kept rows, one after the other. */
  private static double attentionEnergy(float[] rows, int dimension) {
    double[] sums = new double[dimension];
    for (int i = 0; i < rows.length; i++) {
      sums[i % dimension] += rows[i];
    }
    double energy = 0;
    for (double sum : sums) {
      energy += sum * sum;
    }
    return energy;
  }

  private static double energy(Mask mask, double attention, double largest, MaskTerms terms) {
    int columns = terms.grid().neighbourColumns();
    int neighbours = 0;
    for (int a : mask.kept()) {
      neighbours += (a + 1) % columns != 0 && mask.keeps(a + 1) ? 1 : 0;
      neighbours += a + columns < mask.size() && mask.keeps(a + columns) ? 1 : 0;
    }
    double excess = mask.count() - terms.kept();
    return terms.objective().sign() * terms.objective().defaultMu(largest, terms.kept()) * attention
        + terms.lambda1() * excess * excess
        + terms.lambda2() * neighbours;
  }

  private static boolean differ(double one, double other, double tolerance) {
    return !(Math.abs(one - other) <= tolerance * (1 + Math.max(Math.abs(one), Math.abs(other))));
  }

  private static Optional<String> fault(String message, Object... values) {
    return Optional.of(String.format(Locale.ROOT, message, values));
  }
}
