package io.qahan.dwave.solver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One wish: {@code PATH__OPERATOR = value}. Without an operator a parameter must be available, or
 * not, and anything else be equal.
 */
record FeatureCondition(String path, Optional<FeatureOperator> operator, JsonNode value) {

  /**
   * Reads the key and the value of a filter.
   *
   * @throws IllegalArgumentException if the value does not fit the operator
   */
  static FeatureCondition of(String key, JsonNode value) {
    int cut = key.lastIndexOf("__");
    Optional<FeatureOperator> operator =
        cut < 1 ? Optional.empty() : FeatureOperator.named(key.substring(cut + 2));
    operator
        .filter(known -> !known.accepts(value))
        .ifPresent(
            known -> {
              throw new IllegalArgumentException(
                  "The filter [%s] of the solver has the value [%s] but needs %s"
                      .formatted(key, value, known.wanted()));
            });
    String path = operator.isPresent() ? key.substring(0, cut) : key;
    return new FeatureCondition(path.replace("__", "."), operator, value);
  }

  /** As Ocean does: derived features first, then parameters, properties, and what is left. */
  boolean test(SolverDefinition solver) {
    Optional<JsonNode> parameter = solver.parameter(path);
    boolean isParameter = !solver.derives(path) && parameter.isPresent();
    return operator
        .orElse(isParameter ? FeatureOperator.AVAILABLE : FeatureOperator.EQ)
        .test(isParameter ? parameter : solver.feature(path), value);
  }
}
