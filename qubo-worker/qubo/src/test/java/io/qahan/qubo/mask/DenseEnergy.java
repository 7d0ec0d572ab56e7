package io.qahan.qubo.mask;

/** The energy as the paper writes it, term by term over the whole matrix: the tests' own oracle. */
public final class DenseEnergy {
  private DenseEnergy() {}

  public static double of(MaskProblem problem, Mask mask) {
    double attention = 0;
    int count = 0;
    int pairs = 0;
    for (int a = 0; a < problem.n(); a++) {
      for (int b = 0; b < problem.n(); b++) {
        attention += mask.keeps(a) && mask.keeps(b) ? dot(problem, a, b) : 0;
      }
      count += mask.keeps(a) ? 1 : 0;
      for (int b = 0; b < a; b++) {
        pairs += mask.keeps(a) && mask.keeps(b) && distance(problem, a, b) == 1 ? 1 : 0;
      }
    }
    double sigma = problem.objective() == Objective.LITERAL ? 1 : -1;
    return sigma * problem.mu() * attention
        + problem.lambda1() * Math.pow(count - problem.k(), 2)
        + problem.lambda2() * pairs;
  }

  /** Steps along rows and columns from one block to another. */
  public static int distance(MaskProblem problem, int a, int b) {
    int columns = problem.columns();
    return Math.abs(a / columns - b / columns) + Math.abs(a % columns - b % columns);
  }

  private static double dot(MaskProblem problem, int a, int b) {
    double dot = 0;
    for (int j = 0; j < problem.d(); j++) {
      dot += (double) problem.blocks()[a * problem.d() + j] * problem.blocks()[b * problem.d() + j];
    }
    return dot;
  }
}
