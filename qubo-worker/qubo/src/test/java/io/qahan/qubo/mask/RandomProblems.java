package io.qahan.qubo.mask;

import java.util.Random;
import java.util.SplittableRandom;

/** Problems to test solvers with; the same seed makes the same problem. */
public final class RandomProblems {
  private RandomProblems() {}

  /** A problem of the given shape and k with Gaussian features, cut at zero if so wanted. */
  public static MaskProblem gaussian(
      Objective objective, int n, int d, int k, boolean relu, long seed) {
    return MaskProblem.of(features(n * d, relu, seed), n, d, objective, 1, 1, k);
  }

  /** The same problem, in a chain or in any grid that its blocks fill. */
  public static MaskProblem placed(MaskProblem problem, SplittableRandom random) {
    int columns = random.nextInt(1, problem.n() + 1);
    return problem.n() % columns == 0 ? problem.withColumns(columns) : problem;
  }

  /** SALIENT over the places of a feature map of d channels, in a grid: five blobs and noise. */
  public static MaskProblem featureMap(int height, int width, int d, int k, long seed) {
    Random random = new Random(seed);
    float[] blocks = new float[height * width * d];
    for (int blob = 0; blob < 5; blob++) {
      double row = random.nextDouble() * height;
      double column = random.nextDouble() * width;
      double[] channels = random.doubles(d, -1, 1).toArray();
      for (int i = 0; i < blocks.length; i++) {
        int place = i / d;
        int y = place / width;
        double away = Math.hypot(y - row, place % width - column);
        blocks[i] += (float) (channels[i % d] * Math.exp(-away * away / 8));
      }
    }
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (float) Math.max(0, blocks[i] + 0.2 * random.nextGaussian());
    }
    return MaskProblem.of(blocks, height * width, d, Objective.SALIENT, 1, 1, k).withColumns(width);
  }

  public static float[] features(int size, boolean relu, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      float value = (float) random.nextGaussian();
      values[i] = relu ? Math.max(0, value) : value;
    }
    return values;
  }

  /**
   * SALIENT with d = 1 in a chain and all that can be odd about it: signs, ties, zeros, weights,
   * counts.
   */
  public static MaskProblem rankOne(int maxN, long seed) {
    MaskProblem problem = any(Objective.SALIENT, maxN, 1, seed);
    return problem.withColumns(problem.n());
  }

  /**
   * Any kind of problem with n blocks at most: both objectives, ties, zeros, odd weights, grids.
   */
  public static MaskProblem any(int maxN, int maxD, long seed) {
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
    MaskProblem weighted =
        random.nextInt(3) == 0 ? problem.withMu(random.nextDouble(0, 1.5)) : problem;
    return placed(weighted, random);
  }

  /**
   * A problem of n blocks and everything that solvers could trip over: both objectives, d from 1 to
   * beyond n (up to 4 where enumeration is dear), weights of zero, k = 0 and k = n, ties, ReLU's
   * zeros, features of nothing but zeros, features of very different sizes.
   */
  public static MaskProblem everyKind(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Objective objective = random.nextBoolean() ? Objective.SALIENT : Objective.LITERAL;
    int[] lengths = {1, random.nextInt(2, 5), n < 12 ? n + random.nextInt(1, 20) : 2};
    return everyKind(objective, n, lengths[random.nextInt(3)], random.nextLong());
  }

  public static MaskProblem everyKind(Objective objective, int n, int d, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int features = random.nextInt(5);
    float[] blocks = features(n * d, features == 0, seed);
    for (int i = 0; i < blocks.length; i++) {
      switch (features) {
        case 2 -> blocks[i] = random.nextInt(0, 3);
        case 3 -> blocks[i] = random.nextInt(-2, 3);
        case 4 -> blocks[i] = seed % 4 == 0 ? 0 : (float) Math.exp(2 * blocks[i]);
        default -> {} // Gaussian, as they are
      }
    }
    double[] weights = {0, 0.01, 0.3, 1, 1, 2.5};
    double lambda1 = weights[random.nextInt(weights.length)];
    double lambda2 = weights[random.nextInt(weights.length)];
    int[] counts = {0, n, random.nextInt(0, n + 1), random.nextInt(0, n + 1), (n + 3) / 4};
    MaskProblem problem =
        MaskProblem.of(
            blocks, n, d, objective, lambda1, lambda2, counts[random.nextInt(counts.length)]);
    MaskProblem weighted =
        random.nextInt(3) == 0 ? problem.withMu(random.nextDouble(0, 1.5)) : problem;
    return placed(weighted, random);
  }
}
