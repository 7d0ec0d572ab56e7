package io.qahan.qubo.mask;

import java.util.OptionalInt;

/** How many blocks a good SALIENT mask can keep, whatever blocks these are. */
public final class CountBound {
  /** Of the energy, by which more is allowed. */
  private static final double ROUNDING = 1e-9;

  private CountBound() {}

  /**
   * The largest count of any mask whose energy is as low as that: with N_c the sum of the c largest
   * norms, a mask of c blocks has E at least lambda1 (c - k)^2 - mu N_c^2.
   *
   * @param order of the problem's blocks, in order as far as the bound is to be looked for
   * @return empty if it lies beyond
   */
  public static OptionalInt most(MaskProblem problem, NormOrder order, double energy) {
    double allowed = energy + ROUNDING * (1 + Math.abs(energy));
    double sum = 0;
    int most = 0;
    for (int c = 0; c <= order.size(); c++) {
      sum += c == 0 ? 0 : order.norm(c - 1);
      double excess = c - problem.k();
      if (problem.lambda1() * excess * excess - problem.mu() * sum * sum <= allowed) {
        most = c;
      }
    }
    return isAll(problem, order, sum, allowed) ? OptionalInt.of(most) : OptionalInt.empty();
  }

  /** Beyond the ordered norms each block adds at most one step: if it never pays, none is good. */
  private static boolean isAll(MaskProblem problem, NormOrder order, double sum, double allowed) {
    double rest = problem.n() - order.size();
    double step = order.norm(order.size() - 1);
    double excess = order.size() - problem.k();
    return rest == 0
        || (problem.mu() * sum * sum < problem.lambda1() * excess * excess - allowed
            && excess > 0
            && problem.mu() * (sum + rest * step) * step * 2
                < problem.lambda1() * (2 * excess + 1));
  }
}
