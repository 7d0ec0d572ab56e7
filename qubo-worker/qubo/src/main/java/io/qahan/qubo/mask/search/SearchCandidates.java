package io.qahan.qubo.mask.search;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.Objective;
import java.util.Arrays;

/** Which blocks a search should try to bring in. */
final class SearchCandidates {
  private SearchCandidates() {}

  /**
   * SALIENT: the blocks of the largest norms, by falling norm; the longer the blocks, the more of
   * them, because their direction then counts as much as their norm. LITERAL: all.
   */
  static int[] of(MaskProblem problem, NormOrder order) {
    int n = problem.n();
    boolean salient = problem.objective() == Objective.SALIENT;
    int size = salient ? (int) Math.min(n, (2 + 2L * problem.d()) * problem.k() + 64) : n;
    int[] candidates = new int[size];
    if (salient) {
      order.reach(size);
      Arrays.setAll(candidates, order::block);
    } else {
      Arrays.setAll(candidates, a -> a);
    }
    return candidates;
  }

  /** The same and what a mask keeps, ascending. */
  static int[] with(Mask mask, MaskProblem problem, NormOrder order) {
    boolean[] in = new boolean[problem.n()];
    for (int a : of(problem, order)) {
      in[a] = true;
    }
    for (int a : mask.kept()) {
      in[a] = true;
    }
    return Mask.of(in).kept();
  }
}
