package io.qahan.trainer.attention;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import java.util.OptionalDouble;

/**
 * The mask of one image.
 *
 * @param energy E(mask), eq. 7
 * @param gap relative, to the lower bound; empty where none is known
 */
public record ChosenMask(Mask mask, double energy, OptionalDouble gap) {
  /** What a solver found. */
  public static ChosenMask of(Solution<Mask> solution) {
    return new ChosenMask(solution.answer(), solution.energy(), solution.relativeGap());
  }

  /** A mask that nobody solved for: its energy is computed, its gap unknown. */
  public static ChosenMask of(MaskProblem problem, Mask mask) {
    return new ChosenMask(mask, problem.energy(mask), OptionalDouble.empty());
  }
}
