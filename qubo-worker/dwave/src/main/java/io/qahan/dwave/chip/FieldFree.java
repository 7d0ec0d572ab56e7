package io.qahan.dwave.chip;

import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;

/**
 * A model without linear biases that has the energies of one with them, for anneals that take none:
 * one more spin, the last, takes the place of the constant 1.
 *
 * <pre>
 * sum_i h_i s_i + sum_ij J_ij s_i s_j  =  sum_i h_i t_i t_n + sum_ij J_ij t_i t_j,   s_i = t_i t_n
 * </pre>
 *
 * <p>Immutable and thread safe.
 */
final class FieldFree {
  private final BinaryQuadraticModel model;
  private final BinaryQuadraticModel spins;

  FieldFree(BinaryQuadraticModel model) {
    this.model = model;
    int n = model.variables();
    BinaryQuadraticModel given = model.toVartype(Vartype.SPIN);
    BqmBuilder builder =
        BinaryQuadraticModel.builder(Vartype.SPIN, n + 1).addOffset(given.offset());
    Adjacency pairs = given.adjacency();
    for (int v = 0; v < n; v++) {
      builder.addQuadratic(v, n, given.linear(v));
      for (int i = pairs.rowStarts()[v]; i < pairs.rowStarts()[v + 1]; i++) {
        if (pairs.neighbours()[i] > v) {
          builder.addQuadratic(v, pairs.neighbours()[i], pairs.biases()[i]);
        }
      }
    }
    spins = builder.build();
  }

  /** With a variable more. */
  BinaryQuadraticModel spins() {
    return spins;
  }

  /** What a sample of that means in the model that was given, in its vartype. */
  Sample given(Sample sample) {
    int n = model.variables();
    byte[] values = new byte[n];
    for (int v = 0; v < n; v++) {
      values[v] = (byte) (sample.value(v) * sample.value(n));
    }
    return Sample.of(Vartype.SPIN, values).toVartype(model.vartype());
  }
}
