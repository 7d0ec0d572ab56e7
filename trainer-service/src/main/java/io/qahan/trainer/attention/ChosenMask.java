package io.qahan.trainer.attention;

import io.qahan.qubo.Mask;
import io.qahan.qubo.MaskProblem;
import io.qahan.qubo.MaskSolution;
import java.util.OptionalDouble;

/**
 * The mask of one image.
 *
 * @param energy E(mask), eq. 7
 * @param gap relative, to the lower bound; empty where none is known
 */
public record ChosenMask(Mask mask, double energy, OptionalDouble gap) {
  public static ChosenMask of(MaskSolution solution) {
    return new ChosenMask(solution.mask(), solution.energy(), solution.relativeGap());
  }

  public static ChosenMask of(MaskProblem problem, Mask mask) {
    return new ChosenMask(mask, problem.energy(mask), OptionalDouble.empty());
  }
}
