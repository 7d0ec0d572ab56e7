package io.qahan.qubo.bqm;

/** Any model's rows, copied into arrays. */
final class RowCopy {
  private RowCopy() {}

  static BinaryQuadraticModel of(BqmRows rows) {
    int n = rows.variables();
    ModelChecks.variables(n);
    ModelChecks.interactions(rows.interactions(), n);
    int[] starts = new int[n + 1];
    for (int v = 0; v < n; v++) {
      starts[v + 1] = starts[v] + rows.degree(v);
    }
    int[] neighbours = new int[starts[n]];
    double[] biases = new double[starts[n]];
    double[] linear = new double[n];
    int[] rowNeighbours = new int[rows.maxDegree()];
    double[] rowBiases = new double[rowNeighbours.length];
    for (int v = 0; v < n; v++) {
      linear[v] = rows.linear(v);
      rows.row(v, rowNeighbours, rowBiases);
      System.arraycopy(rowNeighbours, 0, neighbours, starts[v], rows.degree(v));
      System.arraycopy(rowBiases, 0, biases, starts[v], rows.degree(v));
    }
    return new BinaryQuadraticModel(
        rows.vartype(),
        rows.offset(),
        linear,
        new Adjacency(starts, neighbours, biases),
        rows.labels());
  }
}
