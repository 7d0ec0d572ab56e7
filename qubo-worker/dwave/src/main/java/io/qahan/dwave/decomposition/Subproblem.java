package io.qahan.dwave.decomposition;

import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Sample;
import java.util.Arrays;

/**
 * A model with most of its variables held fast: a'_i = a_i + sum over fixed j of b_ij x_j, b' = b
 * between the free ones, and the rest in the offset, so that energies are those of the whole model.
 * Immutable and thread safe.
 */
final class Subproblem {
  private final Sample base;
  private final int[] chosen;
  private final BinaryQuadraticModel model;

  private Subproblem(Sample base, int[] chosen, BinaryQuadraticModel model) {
    this.base = base;
    this.chosen = chosen;
    this.model = model;
  }

  /**
   * @param chosen distinct variables, which stay free; the i-th is the subproblem's variable i
   * @param base the others' values
   */
  static Subproblem of(BinaryQuadraticModel whole, int[] chosen, Sample base) {
    int[] placeOf = new int[whole.variables()];
    Arrays.fill(placeOf, -1);
    for (int i = 0; i < chosen.length; i++) {
      placeOf[chosen[i]] = i;
    }
    FlipCosts flips = new FlipCosts(whole, base);
    Adjacency pairs = whole.adjacency();
    BqmBuilder builder = BinaryQuadraticModel.builder(whole.vartype(), chosen.length);
    double free = 0;
    for (int i = 0; i < chosen.length; i++) {
      int v = chosen[i];
      double linear = flips.fieldOfOthers(v, placeOf);
      builder.addLinear(i, linear);
      free += linear * base.value(v);
      for (int e = pairs.rowStarts()[v]; e < pairs.rowStarts()[v + 1]; e++) {
        int u = pairs.neighbours()[e];
        if (placeOf[u] >= 0 && u < v) {
          builder.addQuadratic(i, placeOf[u], pairs.biases()[e]);
          free += pairs.biases()[e] * base.value(u) * base.value(v);
        }
      }
    }
    builder.addOffset(whole.energy(base) - free);
    return new Subproblem(base, chosen.clone(), builder.build());
  }

  BinaryQuadraticModel model() {
    return model;
  }

  /** The whole model's sample with the free variables set. */
  Sample merge(Sample part) {
    byte[] values = base.values();
    for (int i = 0; i < chosen.length; i++) {
      values[chosen[i]] = (byte) part.value(i);
    }
    return Sample.of(base.vartype(), values);
  }
}
