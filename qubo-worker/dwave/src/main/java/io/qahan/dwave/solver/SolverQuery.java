package io.qahan.dwave.solver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which solver is wanted: conditions on its features, and the order of those that meet them.
 * Immutable.
 *
 * <p>Written as the option {@code solver}: a JSON object of conditions such as {@code {"qpu": true,
 * "num_qubits__gte": 5000, "order_by": "-num_active_qubits"}}; a plain name; or an identity, {@code
 * NAME;graph_id=ID}. Unless a condition speaks of {@code online}, only solvers that are online
 * match. The default order is by load, least first; solvers without the sort key come last, and
 * equal ones stay as they were listed. A minus turns the whole order round, so that those without
 * the key come first: as in Ocean.
 *
 * <p>A query {@link #forModels for models} passes over what this client cannot send binary
 * quadratic models to.
 */
public final class SolverQuery {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ORDER_BY = "order_by";
  private static final String DEFAULT_ORDER = "avg_load";

  private final ObjectNode text;
  private final List<FeatureCondition> conditions;
  private final String orderBy;
  private final boolean forModels;

  private SolverQuery(ObjectNode text) {
    this(text, false);
  }

  private SolverQuery(ObjectNode text, boolean forModels) {
    this.text = text;
    this.forModels = forModels;
    JsonNode order = text.path(ORDER_BY);
    this.orderBy = order.isTextual() ? order.textValue() : DEFAULT_ORDER;
    this.conditions = new ArrayList<>();
    boolean saysOnline = false;
    for (Map.Entry<String, JsonNode> entry : text.properties()) {
      if (!entry.getKey().equals(ORDER_BY)) {
        conditions.add(FeatureCondition.of(entry.getKey(), entry.getValue()));
        saysOnline |= entry.getKey().equals("online") || entry.getKey().startsWith("online__");
      }
    }
    if (!saysOnline) {
      conditions.add(FeatureCondition.of("online", JsonNodeFactory.instance.booleanNode(true)));
    }
  }

  /** Every solver that is online. */
  public static SolverQuery any() {
    return new SolverQuery(JsonNodeFactory.instance.objectNode());
  }

  /** Whether every solver that is online will do. */
  public boolean isAny() {
    return text.isEmpty();
  }

  /** Exactly this solver, in this version. */
  public static SolverQuery identity(SolverIdentity identity) {
    ObjectNode text = JsonNodeFactory.instance.objectNode();
    text.set("identity__eq", identity.toJson());
    return new SolverQuery(text);
  }

  /** QPUs whose graph is known here, the one with the most working qubits first. */
  public static SolverQuery largestQpu() {
    return parse("{\"qpu\": true, \"order_by\": \"-num_active_qubits\"}").forModels();
  }

  /** Hybrid solvers for binary quadratic models, the newest version first. */
  public static SolverQuery newestHybridBqm() {
    return parse(
            "{\"hybrid\": true, \"supported_problem_types__contains\": \"bqm\","
                + " \"order_by\": \"-properties.version\"}")
        .forModels();
  }

  /** The same wish, of solvers only that this client can send binary quadratic models to. */
  public SolverQuery forModels() {
    return new SolverQuery(text, true);
  }

  /**
   * Reads the option {@code solver}.
   *
   * @throws IllegalArgumentException naming the condition that cannot be used
   */
  public static SolverQuery parse(String option) {
    String trimmed = option.trim();
    if (trimmed.startsWith("{")) {
      return new SolverQuery(object(trimmed));
    }
    if (trimmed.indexOf(';') >= 0) {
      return identity(SolverIdentity.parse(trimmed));
    }
    return new SolverQuery(JsonNodeFactory.instance.objectNode().put("name__eq", trimmed));
  }

  private static ObjectNode object(String json) {
    try {
      if (MAPPER.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "The solver filter [%s] is not valid JSON: %s. Write {\"qpu\": true}, or a plain name"
              .formatted(json, e.getOriginalMessage()),
          e);
    }
    throw new IllegalArgumentException("The solver filter [%s] must be an object".formatted(json));
  }

  /** The only name that can match, if the query says it: then one solver is fetched, not all. */
  public Optional<String> name() {
    for (String key : List.of("name", "name__eq")) {
      if (text.path(key).isTextual()) {
        return Optional.of(text.get(key).textValue());
      }
    }
    for (String key : List.of("identity", "identity__eq")) {
      if (text.path(key).path("name").isTextual()) {
        return Optional.of(text.get(key).get("name").textValue());
      }
    }
    return Optional.empty();
  }

  /** The solvers that match, the best first. */
  public List<SolverDefinition> select(List<SolverDefinition> solvers) {
    return ordered(
        matching(solvers)
            .filter(solver -> !forModels || ModelFitness.objection(solver).isEmpty())
            .toList());
  }

  /**
   * Sorted by the key, those without one last; then turned round whole if the order has a minus.
   */
  private List<SolverDefinition> ordered(List<SolverDefinition> solvers) {
    boolean descending = orderBy.startsWith("-");
    String path = descending ? orderBy.substring(1) : orderBy;
    List<SolverDefinition> ordered = new ArrayList<>(solvers);
    if (!path.isEmpty()) {
      ordered.sort(
          Comparator.comparing(
              solver -> solver.sortKey(path).orElse(null),
              Comparator.nullsLast(FeatureOperator::order)));
    }
    if (descending) {
      Collections.reverse(ordered);
    }
    return ordered;
  }

  /** Of each solver that meets the conditions but takes no models, why: a sentence for each. */
  public List<String> objections(List<SolverDefinition> solvers) {
    return forModels
        ? matching(solvers)
            .flatMap(
                solver ->
                    ModelFitness.objection(solver)
                        .map(why -> "[" + solver.identity() + "] " + why)
                        .stream())
            .toList()
        : List.of();
  }

  private Stream<SolverDefinition> matching(List<SolverDefinition> solvers) {
    return solvers.stream()
        .filter(solver -> conditions.stream().allMatch(condition -> condition.test(solver)));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
