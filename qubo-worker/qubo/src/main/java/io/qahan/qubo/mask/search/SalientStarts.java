package io.qahan.qubo.mask.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.SolveRun;
import io.qahan.qubo.mask.chain.LinearisedDescent;

/**
 * Places to search SALIENT from: masks at the bottom of a {@link LinearisedDescent}, or in a grid
 * of a {@link GridDescent}, from t of the best mask, turned away at random, sometimes a little and
 * sometimes a lot. For one thread.
 */
final class SalientStarts {
  /** Goes down from a vector t, in steps that each change the whole mask. */
  interface Descent {
    /**
     * Goes down from the direction and length of a vector t, which need not belong to any mask.
     *
     * @param steps at most
     * @return the energy reached; infinite if there was no time for a step
     */
    double from(double[] start, int steps, SolveRun run);

    /** The best mask of the last descent. */
    Mask best();
  }

  /** Length of the turn in units of ||t||. */
  private static final double[] TURNS = {1, 2, 4, 8};

  private static final int FULL_DESCENT = 100;

  /** Where a search goes on from here, its steps are cheaper than more of these. */
  private static final int SHORT_DESCENT = 2;

  private final MaskState state;
  private final Descent descent;
  private final FastRandom random;
  private final double[] direction;
  private final boolean signed;
  private int turns;

  SalientStarts(MaskProblem problem, FastRandom random) {
    state = new MaskState(problem);
    descent = problem.isChain() ? alongChain(problem) : new GridDescent(problem);
    direction = new double[problem.d()];
    this.random = random;
    signed = hasNegative(problem.blocks());
  }

  private static Descent alongChain(MaskProblem problem) {
    LinearisedDescent descent = new LinearisedDescent(problem);
    return new Descent() {
      @Override
      public double from(double[] start, int steps, SolveRun run) {
        return descent.from(start, steps, run);
      }

      @Override
      public Mask best() {
        return descent.best();
      }
    };
  }

  private static boolean hasNegative(float[] blocks) {
    for (float value : blocks) {
      if (value < 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether there are features of both signs, so that the opposite of a good t may be better. */
  boolean signed() {
    return signed;
  }

  /** Goes down from a mask, all the way; the energy reached. */
  double below(Mask mask, SolveRun run) {
    state.reset(mask);
    return descent.from(state.t(), FULL_DESCENT, run);
  }

  /** Goes down, all the way, from the opposite of a mask's t: features of both signs mirror. */
  double opposite(Mask mask, SolveRun run) {
    state.reset(mask);
    for (int j = 0; j < direction.length; j++) {
      direction[j] = -state.t()[j];
    }
    return descent.from(direction, FULL_DESCENT, run);
  }

  /** Goes some way down from somewhere else than this mask; the energy reached. */
  double awayFrom(Mask mask, SolveRun run) {
    state.reset(mask);
    double length = Math.sqrt(state.attentionEnergy());
    double turn = TURNS[turns++ % TURNS.length] / Math.sqrt(direction.length);
    double squared = 0;
    for (int j = 0; j < direction.length; j++) {
      direction[j] = state.t()[j] + turn * length * random.nextGaussian();
      squared += direction[j] * direction[j];
    }
    double scale = squared > 0 ? length / Math.sqrt(squared) : 0;
    for (int j = 0; j < direction.length; j++) {
      direction[j] *= scale;
    }
    return descent.from(direction, SHORT_DESCENT, run);
  }

  /** The mask last reached. */
  Mask mask() {
    return descent.best();
  }
}
