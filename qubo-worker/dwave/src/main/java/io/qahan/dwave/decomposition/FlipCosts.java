package io.qahan.dwave.decomposition;

import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;

/**
 * What each flip of a sample costs: with g_v = linear_v + sum_u bias_uv x_u, the local field, a
 * flip changes the energy by (other value - value) g_v. For either vartype; O(interactions) to
 * make.
 */
final class FlipCosts {
  private final BinaryQuadraticModel model;
  private final Adjacency pairs;
  private final byte[] values;
  private final double[] fields;

  FlipCosts(BinaryQuadraticModel model, Sample sample) {
    this.model = model;
    pairs = model.adjacency();
    values = sample.values();
    fields = new double[values.length];
    for (int v = 0; v < values.length; v++) {
      fields[v] = model.linear(v);
      for (int i = pairs.rowStarts()[v]; i < pairs.rowStarts()[v + 1]; i++) {
        fields[v] += pairs.biases()[i] * values[pairs.neighbours()[i]];
      }
    }
  }

  /** Energy after the flip of v minus energy before. */
  double cost(int v) {
    int step = 1 - model.vartype().low();
    return (values[v] == 1 ? -step : step) * fields[v];
  }

  /** g_v without what the chosen variables contribute. */
  double fieldOfOthers(int v, int[] placeOf) {
    double field = fields[v];
    for (int i = pairs.rowStarts()[v]; i < pairs.rowStarts()[v + 1]; i++) {
      int u = pairs.neighbours()[i];
      field -= placeOf[u] >= 0 ? pairs.biases()[i] * values[u] : 0;
    }
    return field;
  }
}
