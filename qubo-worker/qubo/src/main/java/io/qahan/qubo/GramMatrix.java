package io.qahan.qubo;

/** G = B B^T, for problems of few blocks only. */
final class GramMatrix {
  private GramMatrix() {}

  static double[][] of(MaskProblem problem) {
    int n = problem.n();
    int d = problem.d();
    float[] blocks = problem.blocks();
    double[][] gram = new double[n][n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b <= a; b++) {
        double dot = 0;
        for (int j = 0; j < d; j++) {
          dot += (double) blocks[a * d + j] * blocks[b * d + j];
        }
        gram[a][b] = dot;
        gram[b][a] = dot;
      }
    }
    return gram;
  }
}
