package io.qahan.qubo.mask.search;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskRounding;
import java.util.function.Supplier;

/** The best mask of one solve so far. For one thread. */
final class BestMask {
  private final MaskProblem problem;
  private Mask mask;
  private double energy;

  /** What rounding may make of two paths to the same mask. */
  private double rounding;

  BestMask(MaskProblem problem, Mask mask) {
    this.problem = problem;
    this.mask = mask;
    energy = problem.energy(mask);
    rounding = MaskRounding.near(problem, mask);
  }

  /** Takes a mask that is better than the best by more than rounding; whether it was. */
  boolean offer(double energy, Supplier<Mask> mask) {
    if (energy >= this.energy - rounding) {
      return false;
    }
    this.energy = energy;
    this.mask = mask.get();
    rounding = MaskRounding.near(problem, this.mask);
    return true;
  }

  Mask mask() {
    return mask;
  }

  double energy() {
    return energy;
  }
}
