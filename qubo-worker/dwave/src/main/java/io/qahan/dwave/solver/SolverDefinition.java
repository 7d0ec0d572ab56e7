package io.qahan.dwave.solver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A solver as SAPI describes it. Immutable as long as nobody changes the JSON it was made of;
 * thread safe.
 *
 * @param identity name and version
 * @param online whether it takes problems now; a solver that does not say so is offline
 * @param averageLoad between 0 and 1, if known
 * @param properties everything else it says of itself; times in microseconds
 */
public record SolverDefinition(
    SolverIdentity identity, boolean online, OptionalDouble averageLoad, JsonNode properties) {

  /** Reads one element of the solver list. */
  public static SolverDefinition of(JsonNode json) {
    JsonNode load = json.path("avg_load");
    return new SolverDefinition(
        SolverIdentity.of(json.path("identity")),
        json.path("status").asText().equalsIgnoreCase("ONLINE"),
        load.isNumber() ? OptionalDouble.of(load.doubleValue()) : OptionalDouble.empty(),
        json.path("properties"));
  }

  /** Where the problems are solved; older solvers say it by their name only. */
  public SolverCategory category() {
    String said = properties.path("category").asText().toUpperCase(Locale.ROOT);
    if (!said.isEmpty()) {
      return SolverCategory.of(said);
    }
    if (identity.name().startsWith("hybrid")) {
      return SolverCategory.HYBRID;
    }
    return identity.name().startsWith("c4-sw_") ? SolverCategory.SOFTWARE : SolverCategory.QPU;
  }

  /** Whether it takes problems of this type: ising, qubo, bqm. */
  public boolean supports(String problemType) {
    for (JsonNode type : properties.path("supported_problem_types")) {
      if (type.asText().equals(problemType)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it takes this parameter; those that start with {@code x_} are always let through. */
  public boolean takes(String parameter) {
    return parameter.startsWith("x_") || properties.path("parameters").has(parameter);
  }

  /** The number of qubits that work. */
  public int activeQubits() {
    return properties.path("qubits").size();
  }

  /** Whether a feature follows from the description and is not a parameter or a property. */
  boolean derives(String path) {
    return DerivedFeature.of(this, path).isPresent();
  }

  /** What the solver says of one of its parameters. */
  Optional<JsonNode> parameter(String path) {
    return Optional.ofNullable(at(properties.path("parameters"), path));
  }

  /**
   * The value of a feature by its path, as in Ocean: what is derived ({@code name}, {@code online},
   * {@code num_active_qubits}, ...), then parameters, then properties, then what {@link #sortKey}
   * knows.
   */
  Optional<JsonNode> feature(String path) {
    Optional<JsonNode> derived = DerivedFeature.of(this, path);
    if (derived.isPresent()) {
      return derived.filter(value -> !value.isNull());
    }
    return parameter(path)
        .or(() -> Optional.ofNullable(at(properties, path)))
        .or(() -> sortKey(path));
  }

  /**
   * The value that an order sorts by: a derived feature or a part of one, {@code identity.PATH},
   * {@code properties.PATH} or {@code parameters.PATH}; a plain property does not, but for {@code
   * num_qubits}.
   */
  Optional<JsonNode> sortKey(String path) {
    String[] parts = path.split("\\.", 2);
    JsonNode root =
        DerivedFeature.of(this, parts[0])
            .orElseGet(
                () ->
                    switch (parts[0]) {
                      case "identity" -> identity.toJson();
                      case "properties" -> properties;
                      case "parameters" -> properties.path("parameters");
                      case "num_qubits" -> properties.path("num_qubits");
                      default -> MissingNode.getInstance();
                    });
    JsonNode value = parts.length == 1 ? root : at(root, parts[1]);
    return Optional.ofNullable(value).filter(node -> !node.isNull() && !node.isMissingNode());
  }

  private static JsonNode at(JsonNode root, String path) {
    JsonNode node = root;
    for (String part : path.split("\\.", -1)) {
      node = node instanceof ObjectNode object ? object.get(part) : null;
    }
    return node == null || node.isNull() ? null : node;
  }
}
