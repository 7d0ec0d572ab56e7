package io.qahan.trainer.attention.mask;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.trainer.attention.ChosenMask;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Masks that no energy is minimised for, to compare with. */
final class BlockChoices {
  private BlockChoices() {}

  /** The k blocks of the largest norms, neighbours or not; of equal ones the first. */
  static List<ChosenMask> top(List<MaskProblem> problems, SplittableRandom random) {
    return problems.stream().map(problem -> ChosenMask.of(problem, topOf(problem))).toList();
  }

  /** k blocks drawn without replacement. */
  static List<ChosenMask> random(List<MaskProblem> problems, SplittableRandom random) {
    return problems.stream()
        .map(problem -> ChosenMask.of(problem, randomOf(problem, random)))
        .toList();
  }

  private static Mask topOf(MaskProblem problem) {
    long[] ranked = new long[problem.n()];
    for (int block = 0; block < ranked.length; block++) {
      // Floats of one sign sort as their bits do; the block counts down, so that the first wins.
      int norm = Float.floatToIntBits(squaredNorm(problem, block));
      ranked[block] = (long) norm << 32 | (Integer.MAX_VALUE - block);
    }
    Arrays.sort(ranked);
    int[] kept = new int[problem.k()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = Integer.MAX_VALUE - (int) ranked[ranked.length - 1 - i];
    }
    return Mask.of(problem.n(), kept);
  }

  private static float squaredNorm(MaskProblem problem, int block) {
    double sum = 0;
    for (int i = block * problem.d(); i < (block + 1) * problem.d(); i++) {
      double value = problem.blocks()[i];
      sum += value * value;
    }
    return (float) sum;
  }

  private static Mask randomOf(MaskProblem problem, SplittableRandom random) {
    int[] blocks = IntStream.range(0, problem.n()).toArray();
    int[] kept = new int[problem.k()];
    for (int i = 0; i < kept.length; i++) {
      int j = random.nextInt(i, blocks.length);
      kept[i] = blocks[j];
      blocks[j] = blocks[i];
    }
    return Mask.of(problem.n(), kept);
  }
}
