package io.qahan.qubo;

import java.util.function.Supplier;

/** The best mask of one solve so far. For one thread. */
final class BestMask {
  /** What rounding may make of two paths to the same mask. */
  private static final double ROUNDING = 1e-12;

  private Mask mask;
  private double energy;

  BestMask(MaskProblem problem, Mask mask) {
    this.mask = mask;
    energy = problem.energy(mask);
  }

  /** Takes a mask that is better than the best by more than rounding; whether it was. */
  boolean offer(double energy, Supplier<Mask> mask) {
    if (energy >= this.energy - ROUNDING * (1 + Math.abs(this.energy))) {
      return false;
    }
    this.energy = energy;
    this.mask = mask.get();
    return true;
  }

  Mask mask() {
    return mask;
  }

  double energy() {
    return energy;
  }
}
