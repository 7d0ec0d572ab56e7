package io.qahan.qubo.model;

/**
 * A model in the other kind of variables. With {@code x = scale * y + shift} put into the energy,
 *
 * <pre>
 * bias'_uv = scale^2 bias_uv,   linear'_v = scale (linear_v + shift sum_u bias_uv),
 * offset'  = offset + shift sum_v linear_v + shift^2 sum_{u<v} bias_uv
 * </pre>
 *
 * <p>where scale and shift are 1/2 and 1/2 from bits to spins, 2 and -1 from spins to bits.
 */
final class VartypeChange {
  private VartypeChange() {}

  static BinaryQuadraticModel of(BinaryQuadraticModel model, Vartype to) {
    double scale = model.vartype().scaleFrom(to);
    double shift = model.vartype().shiftFrom(to);
    Adjacency pairs = model.adjacency();
    double[] linear = new double[model.variables()];
    CompensatedSum offset = new CompensatedSum();
    offset.add(model.offset());
    for (int v = 0; v < linear.length; v++) {
      CompensatedSum field = new CompensatedSum();
      field.add(model.linear(v));
      offset.add(shift * model.linear(v));
      for (int i = pairs.rowStarts()[v]; i < pairs.rowStarts()[v + 1]; i++) {
        field.add(shift * pairs.biases()[i]);
        if (pairs.neighbours()[i] < v) {
          offset.add(shift * shift * pairs.biases()[i]);
        }
      }
      linear[v] = scale * field.value();
    }
    return new BinaryQuadraticModel(
        to, offset.value(), linear, pairs.scaled(scale * scale), model.labels());
  }
}
