package io.qahan.qubo.model;

import io.qahan.qubo.mask.MaskProblem;

/**
 * A mask problem as the QUBO it stands for, expanded row by row and never as a whole. With w =
 * sigma * mu,
 *
 * <pre>
 * linear_a = w ||B_a||^2 + lambda1 (1 - 2k)
 * bias_ab  = 2 w B_a.B_b + 2 lambda1 + [a ~ b] lambda2,      every pair a < b
 * offset   = lambda1 k^2
 * </pre>
 */
public final class MaskRows implements BqmRows {
  private final MaskProblem problem;
  private final int n;
  private final double weight;

  /**
   * @throws IllegalArgumentException if the problem has so many blocks that their pairs cannot be
   *     counted
   */
  public MaskRows(MaskProblem problem) {
    this.problem = problem;
    n = problem.n();
    weight = problem.objective().sign() * problem.mu();
    ModelChecks.interactions((long) n * (n - 1) / 2, n);
  }

  @Override
  public Vartype vartype() {
    return Vartype.BINARY;
  }

  @Override
  public int variables() {
    return n;
  }

  @Override
  public int interactions() {
    return (int) ((long) n * (n - 1) / 2);
  }

  @Override
  public double offset() {
    return problem.lambda1() * problem.k() * problem.k();
  }

  @Override
  public double linear(int a) {
    return weight * dot(a, a) + problem.lambda1() * (1 - 2.0 * problem.k());
  }

  @Override
  public int degree(int a) {
    return n - 1;
  }

  @Override
  public void row(int a, int[] neighbours, double[] biases) {
    for (int b = 0, i = 0; b < n; b++) {
      if (b != a) {
        neighbours[i] = b;
        biases[i++] = bias(a, b);
      }
    }
  }

  private double bias(int a, int b) {
    double neighbours = problem.areNeighbours(a, b) ? problem.lambda2() : 0;
    return 2 * weight * dot(a, b) + 2 * problem.lambda1() + neighbours;
  }

  private double dot(int a, int b) {
    float[] blocks = problem.blocks();
    int d = problem.d();
    double dot = 0;
    for (int j = 0, atA = a * d, atB = b * d; j < d; j++) {
      dot += (double) blocks[atA + j] * blocks[atB + j];
    }
    return dot;
  }
}
