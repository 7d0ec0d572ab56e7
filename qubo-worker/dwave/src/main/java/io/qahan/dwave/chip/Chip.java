package io.qahan.dwave.chip;

import io.qahan.dwave.clique.CliqueKey;
import io.qahan.dwave.graph.WorkingGraph;

/**
 * What a solver's properties say of its chip.
 *
 * @param solver its name
 * @param graphId stands for its working graph and changes with it
 */
public record Chip(String solver, String graphId, WorkingGraph graph, AnnealerRanges ranges) {
  /** What a clique embedding of so many variables in this chip is kept under. */
  public CliqueKey clique(int variables) {
    return new CliqueKey(solver, graphId, variables);
  }
}
