package io.qahan.qubo.mask.search;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.LowerBound;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.mask.SolveRun;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Starts from the empty mask and keeps, again and again, the block that lowers the energy most;
 * ends when none does. Takes no notice of the seed, nor of the time budget: it is what every other
 * solver starts from and falls back on.
 */
public final class GreedySolver implements MaskSolver {
  private final LongSupplier nanoClock;

  public GreedySolver(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public String name() {
    return "greedy";
  }

  @Override
  public Solution<Mask> solve(MaskProblem problem, SolveOptions options) {
    SolveRun run = new SolveRun(problem, options, nanoClock);
    NormOrder order = new NormOrder(problem);
    MaskState state = new MaskState(problem);
    fill(state, order);
    run.found(state.energy());
    return run.finish(state.mask(), OptionalDouble.of(LowerBound.of(problem, order)), name());
  }

  /** The greedy mask of the state's problem; the state must be empty. */
  public static void fill(MaskState state, NormOrder order) {
    if (state.problem().objective() == Objective.SALIENT && state.problem().isOneSigned()) {
      new OneSignedGreedy(state, order).fill();
    } else if (state.problem().objective() == Objective.SALIENT) {
      order.reach(3 * state.problem().k() + 1);
      int first = 0; // all before it are kept
      for (int a = bestByNorm(state, order, first); a >= 0; a = bestByNorm(state, order, first)) {
        state.flip(a);
        while (first < order.size() && state.keeps(order.block(first))) {
          first++;
        }
      }
    } else if (!keepZeros(state)) {
      state.clear();
      for (int a = bestOfAll(state); a >= 0; a = bestOfAll(state)) {
        state.flip(a);
      }
    }
  }

  /**
   * LITERAL: k zero blocks that do not touch have the energy 0, which nothing is below. After ReLU
   * that is the rule, and one pass finds them.
   */
  private static boolean keepZeros(MaskState state) {
    MaskProblem problem = state.problem();
    double[] squaredNorms = problem.squaredNorms();
    for (int a = 0; a < problem.n() && state.count() < problem.k(); a++) {
      if (squaredNorms[a] == 0 && state.neighbours(a) == 0) {
        state.flip(a);
      }
    }
    return state.count() == problem.k();
  }

  /** The block whose keeping lowers the energy most, or -1. */
  private static int bestOfAll(MaskState state) {
    MaskProblem problem = state.problem();
    double[] squaredNorms = problem.squaredNorms();
    float[] blocks = problem.blocks();
    double[] t = state.t();
    int d = problem.d();
    double weight = problem.attentionWeight();
    double countTerm = problem.lambda1() * (1 + 2 * (state.count() - problem.k()));
    int best = -1;
    double bestDelta = 0;
    for (int a = 0, at = 0; a < problem.n(); a++) {
      double dot = 0;
      for (int j = 0; j < d; j++, at++) {
        dot += blocks[at] * t[j];
      }
      double delta = weight * (squaredNorms[a] + 2 * dot) + countTerm;
      // The neighbours can only add to it, and looking at them costs more than all the rest.
      if (delta < bestDelta && !state.keeps(a)) {
        delta += problem.lambda2() * state.neighbours(a);
        if (delta < bestDelta) {
          bestDelta = delta;
          best = a;
        }
      }
    }
    return best;
  }

  /**
   * As {@link #bestOfAll} for SALIENT, but down the falling norms only as far as a block can still
   * win: by Cauchy-Schwarz, keeping a block gains no more than mu (b^2 + 2 b ||t||) with b its
   * norm.
   */
  private static int bestByNorm(MaskState state, NormOrder order, int first) {
    MaskProblem problem = state.problem();
    double length = Math.sqrt(state.attentionEnergy());
    double countTerm = problem.lambda1() * (1 + 2 * (state.count() - problem.k()));
    int best = -1;
    double bestDelta = 0;
    for (int i = first; i < problem.n(); i++) {
      if (i == order.size()) {
        order.reach(problem.n());
      }
      double b = order.norm(i);
      if (countTerm - problem.mu() * b * (b + 2 * length) > bestDelta) {
        break;
      }
      int a = order.block(i);
      if (!state.keeps(a)) {
        double delta = state.flipDelta(a);
        if (delta < bestDelta) {
          bestDelta = delta;
          best = a;
        }
      }
    }
    return best;
  }
}
