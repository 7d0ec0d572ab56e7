package io.qahan.qubo.mask;

/**
 * Certified lower bounds of the energy that cost next to nothing.
 *
 * <p>SALIENT, with N_c the sum of the c largest block norms: ||B^T x|| <= N_c for c kept blocks, so
 * E >= min_c (-mu N_c^2 + lambda1 (c - k)^2). LITERAL: no term is negative, so E >= 0.
 */
public final class LowerBound {
  /** The part of a double that rounding leaves uncertain, with some to spare. */
  private static final double UNIT = 0x1p-51;

  private LowerBound() {}

  public static double of(MaskProblem problem) {
    return of(problem, new NormOrder(problem));
  }

  public static double of(MaskProblem problem, NormOrder order) {
    if (problem.objective() == Objective.LITERAL) {
      return 0;
    }
    int n = problem.n();
    order.reach(Math.min(n, problem.k() + 64));
    double head = head(problem, order);
    if (order.size() < n && tail(problem, order) < head) {
      order.reach(n);
      head = head(problem, order);
    }
    return head;
  }

  /** The least bound over the counts whose norms are in order. */
  private static double head(MaskProblem problem, NormOrder order) {
    double best = at(problem, 0, 0);
    double sum = 0;
    for (int c = 1; c <= order.size(); c++) {
      sum += order.norm(c - 1);
      best = Math.min(best, at(problem, c, sum));
    }
    return best;
  }

  /** A bound over all greater counts, as if every further block had the last ordered norm. */
  private static double tail(MaskProblem problem, NormOrder order) {
    int m = order.size();
    double sum = 0;
    for (int i = 0; i < m; i++) {
      sum += order.norm(i);
    }
    double step = order.norm(m - 1);
    double best = Double.POSITIVE_INFINITY;
    for (int c = m; c <= problem.n(); c++) {
      best = Math.min(best, at(problem, c, sum + (c - m) * step));
    }
    return best;
  }

  private static double at(MaskProblem problem, double count, double norms) {
    double excess = count - problem.k();
    // What is added and what is taken away may each be off, by a part of itself.
    double rounding = UNIT * (problem.n() + problem.d() + 16);
    return (1 - rounding) * (problem.lambda1() * excess * excess)
        - (1 + rounding) * (problem.mu() * norms * norms);
  }
}
