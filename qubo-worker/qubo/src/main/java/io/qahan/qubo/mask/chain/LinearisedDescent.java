package io.qahan.qubo.mask.chain;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskRounding;
import io.qahan.qubo.mask.SolveRun;
import java.util.Arrays;

/**
 * Descent for SALIENT in steps that each change the whole mask. For any u, -||t||^2 <= ||u||^2 - 2
 * u.t with equality at t = u: with u = t of the mask at hand, the right side is a problem that is
 * linear in x but for the count and the pairs, which {@link CountedChain} solves, so its optimum is
 * no worse than the mask at hand; and so on until nothing changes. Unlike single flips it is not
 * held up by the pair term. For one thread.
 */
public final class LinearisedDescent {
  private final MaskProblem problem;
  private final int d;
  private final double[] values;
  private final CountedChain chain;
  private final double[] t;
  private final int[] kept;
  private int count;
  private double energy;

  public LinearisedDescent(MaskProblem problem) {
    this.problem = problem;
    d = problem.d();
    values = new double[problem.n()];
    t = new double[d];
    kept = new int[problem.n()];
    chain = new CountedChain(values, ChainCandidates.all(values), problem, 0);
  }

  /**
   * Goes down from the direction and length of a vector t, which need not belong to any mask.
   *
   * @param steps at most
   * @return the energy reached; infinite if there was no time for a step
   */
  public double from(double[] start, int steps, SolveRun run) {
    System.arraycopy(start, 0, t, 0, d);
    energy = Double.POSITIVE_INFINITY;
    for (int i = 0; i < steps && !run.outOfTime(); i++) {
      if (!step()) {
        break;
      }
      run.found(energy);
    }
    return energy;
  }

  /** One step; false if it leads no further down. */
  private boolean step() {
    float[] blocks = problem.blocks();
    for (int a = 0, at = 0; a < values.length; a++) {
      double dot = 0;
      for (int j = 0; j < d; j++, at++) {
        dot += blocks[at] * t[j];
      }
      values[a] = dot;
    }
    chain.reload();
    chain.solve(2 * problem.mu());
    ChainMask found = chain.best();
    Arrays.fill(t, 0);
    for (int i = 0; i < found.count; i++) {
      for (int j = 0, at = found.kept[i] * d; j < d; j++, at++) {
        t[j] += blocks[at];
      }
    }
    double now = energyOf(found);
    if (now >= energy - rounding(found)) {
      return false;
    }
    energy = now;
    count = found.count;
    System.arraycopy(found.kept, 0, kept, 0, count);
    return true;
  }

  private double energyOf(ChainMask mask) {
    double attention = 0;
    for (double component : t) {
      attention += component * component;
    }
    double excess = mask.count - problem.k();
    return -problem.mu() * attention
        + problem.lambda1() * excess * excess
        + problem.lambda2() * mask.pairs;
  }

  /** What rounding may make of two paths to the same energy. */
  private double rounding(ChainMask mask) {
    double norms = 0;
    for (int i = 0; i < mask.count; i++) {
      norms += Math.sqrt(problem.squaredNorms()[mask.kept[i]]);
    }
    return MaskRounding.near(problem, norms, mask.count, mask.pairs);
  }

  /** The best mask of the last descent. */
  public Mask best() {
    return Mask.of(problem.n(), Arrays.copyOf(kept, count));
  }
}
