package io.qahan.qubo;

import java.util.Random;
import java.util.SplittableRandom;

/** Problems to test solvers with; the same seed makes the same problem. */
final class RandomProblems {
  private RandomProblems() {}

  /** A problem of the given shape and k with Gaussian features, cut at zero if so wanted. */
  static MaskProblem gaussian(Objective objective, int n, int d, int k, boolean relu, long seed) {
    return MaskProblem.of(features(n * d, relu, seed), n, d, objective, 1, 1, k);
  }

  static float[] features(int size, boolean relu, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      float value = (float) random.nextGaussian();
      values[i] = relu ? Math.max(0, value) : value;
    }
    return values;
  }

  /** SALIENT with d = 1 and all that can be odd about it: signs, ties, zeros, weights, counts. */
  static MaskProblem rankOne(int maxN, long seed) {
    return any(Objective.SALIENT, maxN, 1, seed);
  }

  /** Any kind of problem with n blocks at most: both objectives, ties, zeros, odd weights. */
  static MaskProblem any(int maxN, int maxD, long seed) {
    Objective objective = Long.bitCount(seed) % 2 == 0 ? Objective.SALIENT : Objective.LITERAL;
    return any(objective, maxN, maxD, seed);
  }

  private static MaskProblem any(Objective objective, int maxN, int maxD, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = random.nextInt(1, maxN + 1);
    int d = random.nextInt(1, maxD + 1);
    int kind = random.nextInt(4);
    float[] blocks = features(n * d, kind == 0, seed);
    for (int i = 0; i < blocks.length && kind >= 2; i++) {
      // Small integers: ties everywhere, zeros too.
      blocks[i] = kind == 2 ? random.nextInt(0, 3) : random.nextInt(-2, 3);
    }
    double[] weights = {0, 0.01, 0.3, 1, 1, 2.5};
    double lambda1 = weights[random.nextInt(weights.length)];
    double lambda2 = weights[random.nextInt(weights.length)];
    int k = random.nextInt(0, n + 1);
    MaskProblem problem = MaskProblem.of(blocks, n, d, objective, lambda1, lambda2, k);
    return random.nextInt(3) == 0 ? problem.withMu(random.nextDouble(0, 1.5)) : problem;
  }
}
