package io.qahan.dwave.chip;

import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;

/** Sets the variables that a read leaves open. */
final class OpenVariables {
  private OpenVariables() {}

  /**
   * Of the open variables, the one with the largest field is set against it (to +1 where there is
   * none), the others' fields follow, and so on.
   *
   * @param values -1 or +1, and 0 for open ones, which are replaced
   */
  static void settle(BinaryQuadraticModel spins, byte[] values) {
    Adjacency pairs = spins.adjacency();
    double[] field = new double[values.length];
    for (int v = 0; v < values.length; v++) {
      field[v] = spins.linear(v);
      for (int i = pairs.rowStarts()[v]; values[v] == 0 && i < pairs.rowStarts()[v + 1]; i++) {
        field[v] += pairs.biases()[i] * values[pairs.neighbours()[i]];
      }
    }
    for (int v = next(field, values); v >= 0; v = next(field, values)) {
      values[v] = (byte) (field[v] > 0 ? -1 : 1);
      for (int i = pairs.rowStarts()[v]; i < pairs.rowStarts()[v + 1]; i++) {
        field[pairs.neighbours()[i]] += pairs.biases()[i] * values[v];
      }
    }
  }

  /** The open variable with the largest field, -1 if none is open. */
  private static int next(double[] field, byte[] values) {
    int largest = -1;
    for (int v = 0; v < values.length; v++) {
      if (values[v] == 0 && (largest < 0 || Math.abs(field[v]) > Math.abs(field[largest]))) {
        largest = v;
      }
    }
    return largest;
  }
}
