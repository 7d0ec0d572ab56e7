package io.qahan.dwave.solver;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.graph.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether this client can send binary quadratic models to a solver: hybrid solvers take them or do
 * not; of any other the chip's graph must be known here. What else is listed, today or by a later
 * service, is not chosen for being the largest or the newest.
 */
final class ModelFitness {
  private ModelFitness() {}

  /** Why not, in words that follow the solver's name; empty if it can. */
  static Optional<String> objection(SolverDefinition solver) {
    return solver.category() == SolverCategory.HYBRID ? ofHybrid(solver) : ofChip(solver);
  }

  private static Optional<String> ofHybrid(SolverDefinition solver) {
    return solver.supports("bqm")
        ? Optional.empty()
        : Optional.of("takes " + listed(solver, "supported_problem_types") + ", not [bqm]");
  }

  private static Optional<String> ofChip(SolverDefinition solver) {
    JsonNode topology = solver.properties().path("topology");
    List<Integer> shape = new ArrayList<>();
    topology.path("shape").forEach(size -> shape.add(size.asInt()));
    try {
      Topology.of(topology.path("type").asText(), shape);
    } catch (IllegalArgumentException e) {
      return Optional.of("has a chip of which this client knows no graph: " + e.getMessage());
    }
    return solver.properties().has("supported_problem_types") && !solver.supports("ising")
        ? Optional.of("takes " + listed(solver, "supported_problem_types") + ", not [ising]")
        : Optional.empty();
  }

  private static String listed(SolverDefinition solver, String property) {
    List<String> names = new ArrayList<>();
    solver.properties().path(property).forEach(name -> names.add(name.asText()));
    return names.toString();
  }
}
