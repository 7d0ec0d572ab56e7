package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.kernel.TransverseField;
import io.qahan.qubo.model.BinaryQuadraticModel;

/**
 * Simulated quantum annealing by path-integral Monte Carlo (Martonak, Santoro and Tosatti, Phys.
 * Rev. B 66, 094203, 2002): {@value #SLICES} copies of the sample, the Trotter slices, in a ring,
 * each at a fixed inverse temperature b, a variable bound to itself in the next slice by K = -1/2
 * ln tanh(b G). The transverse field G falls over the sweeps, so that slices that could differ
 * freely in the end must agree. A local move flips a variable in one slice and costs b * delta + 2
 * K s (s_before + s_after); a global one flips it in all, and leaves the bonds alone. A sweep
 * proposes both once for every variable. Nothing is allocated in the loop.
 */
final class QuantumAnnealing implements Search {
  static final int SLICES = 16;

  private final LocalFields[] slices = new LocalFields[SLICES];
  private final FastRandom random;
  private final double beta;
  private final double bondScale;
  private final int n;

  QuantumAnnealing(LocalFields state, FastRandom random) {
    this.random = random;
    BinaryQuadraticModel model = state.model();
    n = model.variables();
    for (int slice = 0; slice < SLICES; slice++) {
      slices[slice] = new LocalFields(state);
    }
    beta = BetaRange.of(model).freezing() / SLICES;
    double step = 1 - model.vartype().low();
    bondScale = 2 / (step * step);
  }

  @Override
  public void read(LocalFields state, int sweeps, BqmRun run) {
    for (LocalFields slice : slices) {
      slice.copyFrom(state);
    }
    for (int sweep = 0; sweep < sweeps && !run.over(); sweep++) {
      sweep(TransverseField.bond(sweep, sweeps));
    }
    for (LocalFields slice : slices) {
      slice.descend();
      run.offer(slice);
    }
  }

  private void sweep(double bond) {
    for (int k = 0; k < SLICES; k++) {
      localMoves(
          slices[k],
          slices[(k + SLICES - 1) % SLICES].steps(),
          slices[(k + 1) % SLICES].steps(),
          bondScale * bond);
    }
    for (int v = 0; v < n; v++) {
      double delta = 0;
      for (LocalFields slice : slices) {
        delta += slice.delta(v);
      }
      if (accepts(beta * delta)) {
        for (LocalFields slice : slices) {
          slice.flip(v);
        }
      }
    }
  }

  /** The product of two slices' steps is that of their spins, but for its scale. */
  private void localMoves(LocalFields slice, double[] before, double[] after, double bond) {
    double[] fields = slice.fields();
    double[] steps = slice.steps();
    for (int v = 0; v < n; v++) {
      double cost = steps[v] * (beta * fields[v] + bond * (before[v] + after[v]));
      if (accepts(cost)) {
        slice.flip(v);
      }
    }
  }

  private boolean accepts(double cost) {
    return cost <= 0 || (cost < Metropolis.HOPELESS && cost < Metropolis.threshold(random));
  }
}
