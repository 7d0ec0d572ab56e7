package io.qahan.dwave.solver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Features that follow from a solver's description, under the names Ocean gives them. */
final class DerivedFeature {
  private static final Map<String, Function<SolverDefinition, JsonNode>> BY_NAME =
      Map.ofEntries(
          Map.entry("identity", solver -> solver.identity().toJson()),
          Map.entry("name", solver -> TextNode.valueOf(solver.identity().name())),
          Map.entry("version", solver -> solver.identity().toJson().get("version")),
          Map.entry("graph_id", DerivedFeature::graphId),
          Map.entry("online", solver -> BooleanNode.valueOf(solver.online())),
          Map.entry("avg_load", DerivedFeature::load),
          Map.entry("num_active_qubits", solver -> IntNode.valueOf(solver.activeQubits())),
          Map.entry("qpu", solver -> is(solver, SolverCategory.QPU)),
          Map.entry("hybrid", solver -> is(solver, SolverCategory.HYBRID)),
          Map.entry("software", solver -> is(solver, SolverCategory.SOFTWARE)));

  private DerivedFeature() {}

  static boolean isDerived(String name) {
    return BY_NAME.containsKey(name);
  }

  static Optional<JsonNode> of(SolverDefinition solver, String name) {
    return Optional.ofNullable(BY_NAME.get(name)).map(feature -> feature.apply(solver));
  }

  private static JsonNode is(SolverDefinition solver, SolverCategory category) {
    return BooleanNode.valueOf(solver.category() == category);
  }

  private static JsonNode graphId(SolverDefinition solver) {
    return solver.identity().graphId().map(TextNode::valueOf).orElse(null);
  }

  private static JsonNode load(SolverDefinition solver) {
    return solver.averageLoad().isPresent()
        ? DoubleNode.valueOf(solver.averageLoad().getAsDouble())
        : null;
  }
}
