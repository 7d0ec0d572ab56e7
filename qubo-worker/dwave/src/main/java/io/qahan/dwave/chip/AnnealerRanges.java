package io.qahan.dwave.chip;

import java.util.Optional;

/**
 * What biases a solver takes, from its properties of the same names.
 *
 * @param linear {@code h_range}
 * @param quadratic {@code extended_j_range}, or {@code j_range} where there is no such
 * @param perQubit {@code per_qubit_coupling_range}: of the sum over all couplers of a qubit
 * @param perGroup {@code per_group_coupling_range}: of the sum over each of the two groups of
 *     couplers of a Zephyr qubit
 */
public record AnnealerRanges(
    Range linear, Range quadratic, Optional<Range> perQubit, Optional<Range> perGroup) {
  /** Those of D-Wave's Pegasus chips. */
  public static final AnnealerRanges PEGASUS =
      new AnnealerRanges(
          new Range(-4, 4), new Range(-2, 1), Optional.of(new Range(-18, 15)), Optional.empty());

  /** Those of D-Wave's Zephyr chips. */
  public static final AnnealerRanges ZEPHYR =
      new AnnealerRanges(
          new Range(-4, 4), new Range(-2, 1), Optional.empty(), Optional.of(new Range(-13, 10)));

  /**
   * By how much a problem must be divided to fill the ranges and not leave them; below 1 for a
   * problem of small biases, 1 for one without any.
   */
  public double factor(PhysicalProblem problem) {
    double factor = 0;
    for (int i = 0; i < problem.graph().qubitCount(); i++) {
      if (problem.isActive(i)) {
        factor = Math.max(factor, linear.excess(problem.linear(i)));
      }
    }
    for (int i = 0; i < problem.graph().couplerCount(); i++) {
      factor = Math.max(factor, quadratic.excess(problem.quadratic(i)));
    }
    CouplingSums sums = new CouplingSums(problem);
    factor = Math.max(factor, perQubit.map(sums::perQubit).orElse(0.0));
    factor = Math.max(factor, perGroup.map(sums::perGroup).orElse(0.0));
    return factor == 0 ? 1 : factor;
  }

  /** The problem divided by its {@link #factor}; what rounding puts outside is clipped. */
  public PhysicalProblem fit(PhysicalProblem problem) {
    double factor = factor(problem);
    return problem.map(h -> linear.clip(h / factor), j -> quadratic.clip(j / factor), 1 / factor);
  }
}
