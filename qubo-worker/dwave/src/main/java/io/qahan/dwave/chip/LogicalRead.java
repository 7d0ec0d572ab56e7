package io.qahan.dwave.chip;

import io.qahan.qubo.model.Sample;
import java.util.Locale;

/**
 * A read translated into the variables of the logical problem.
 *
 * @param sample of the logical problem's vartype
 * @param energy of the sample, recomputed from the logical problem, without its offset: beside a
 *     large one the differences of reads are lost
 * @param chainBreakFraction broken chains among all, 0 to 1
 * @param occurrences how often the read came, at least 1
 */
public record LogicalRead(
    Sample sample, double energy, double chainBreakFraction, int occurrences) {
  public LogicalRead {
    if (!(chainBreakFraction >= 0 && chainBreakFraction <= 1)) {
      throw new IllegalArgumentException(
          "chain break fraction [%s] must be from 0 to 1".formatted(chainBreakFraction));
    }
    if (occurrences < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "occurrences [%d] must be at least 1", occurrences));
    }
  }
}
