package io.qahan.dwave.sampler;

import io.qahan.qubo.model.BqmRows;
import io.qahan.qubo.model.Vartype;

/** A model whose variables are called 0 to n - 1, whatever they were called before. */
record UnlabelledRows(BqmRows rows) implements BqmRows {
  @Override
  public Vartype vartype() {
    return rows.vartype();
  }

  @Override
  public int variables() {
    return rows.variables();
  }

  @Override
  public int interactions() {
    return rows.interactions();
  }

  @Override
  public double offset() {
    return rows.offset();
  }

  @Override
  public double linear(int v) {
    return rows.linear(v);
  }

  @Override
  public int degree(int v) {
    return rows.degree(v);
  }

  @Override
  public void row(int v, int[] neighbours, double[] biases) {
    rows.row(v, neighbours, biases);
  }
}
