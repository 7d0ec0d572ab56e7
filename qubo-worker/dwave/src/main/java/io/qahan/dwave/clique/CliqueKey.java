package io.qahan.dwave.clique;

import java.util.Locale;
import java.util.Objects;

/**
 * What a clique embedding is for.
 *
 * @param solver name of the solver
 * @param graphId its {@code graph_id}, which changes with its qubits and couplers
 * @param variables size of the clique
 */
public record CliqueKey(String solver, String graphId, int variables) {
  public CliqueKey {
    Objects.requireNonNull(solver, "solver");
    Objects.requireNonNull(graphId, "graphId");
    if (variables < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "clique of [%d] variables; there must be one at least", variables));
    }
  }
}
