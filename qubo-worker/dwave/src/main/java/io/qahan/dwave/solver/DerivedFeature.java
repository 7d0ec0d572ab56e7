package io.qahan.dwave.solver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Features that follow from a solver's description, under the names Ocean gives them. */
final class DerivedFeature {
  private static final Map<String, Function<SolverDefinition, JsonNode>> OF_ALL =
      Map.of(
          "id", solver -> TextNode.valueOf(solver.identity().toString()),
          "name", solver -> TextNode.valueOf(solver.identity().name()),
          "online", solver -> BooleanNode.valueOf(solver.online()),
          "avg_load", DerivedFeature::load,
          "qpu", solver -> is(solver, SolverCategory.QPU),
          "hybrid", solver -> is(solver, SolverCategory.HYBRID),
          "software", solver -> is(solver, SolverCategory.SOFTWARE));

  /** Of solvers with a graph of qubits; others have nothing by these names, or a property. */
  private static final Map<String, Function<SolverDefinition, JsonNode>> OF_CHIPS =
      Map.of(
          "version", DerivedFeature::version,
          "graph_id", DerivedFeature::graphId,
          "num_active_qubits", solver -> IntNode.valueOf(solver.activeQubits()),
          "lower_noise", DerivedFeature::lowerNoise);

  private DerivedFeature() {}

  /** The feature of that name; null as JSON has it where it is not known; empty if not derived. */
  static Optional<JsonNode> of(SolverDefinition solver, String name) {
    Function<SolverDefinition, JsonNode> feature = OF_ALL.get(name);
    if (feature == null && solver.properties().has("qubits")) {
      feature = OF_CHIPS.get(name);
    }
    return Optional.ofNullable(feature).map(any -> any.apply(solver));
  }

  private static JsonNode is(SolverDefinition solver, SolverCategory category) {
    return BooleanNode.valueOf(solver.category() == category);
  }

  private static JsonNode version(SolverDefinition solver) {
    JsonNode version = solver.identity().toJson().get("version");
    return version == null ? JsonNodeFactory.instance.objectNode() : version;
  }

  private static JsonNode graphId(SolverDefinition solver) {
    return solver
        .identity()
        .graphId()
        .<JsonNode>map(TextNode::valueOf)
        .orElse(NullNode.getInstance());
  }

  private static JsonNode load(SolverDefinition solver) {
    return solver.averageLoad().isPresent()
        ? DoubleNode.valueOf(solver.averageLoad().getAsDouble())
        : NullNode.getInstance();
  }

  private static JsonNode lowerNoise(SolverDefinition solver) {
    for (JsonNode tag : solver.properties().path("tags")) {
      if (tag.asText().equals("lower_noise")) {
        return BooleanNode.TRUE;
      }
    }
    return BooleanNode.FALSE;
  }
}
