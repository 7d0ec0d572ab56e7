package io.qahan.dwave.solver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** How a feature of a solver (left) is held against what is wanted (right); the words of Ocean. */
enum FeatureOperator {
  EQ("any value"),
  LT("a number or a text"),
  LTE("a number or a text"),
  GT("a number or a text"),
  GTE("a number or a text"),
  AVAILABLE("true or false"),
  REGEX("a regular expression"),
  COVERS("a number or a range [low, high]"),
  WITHIN("a range [low, high]"),
  IN("a list"),
  CONTAINS("any value"),
  ISSUBSET("a list"),
  ISSUPERSET("a list");

  private final String wanted;

  FeatureOperator(String wanted) {
    this.wanted = wanted;
  }

  static Optional<FeatureOperator> named(String name) {
    for (FeatureOperator operator : values()) {
      if (operator.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  /** What the right side must be, for messages. */
  String wanted() {
    return wanted;
  }

  boolean accepts(JsonNode right) {
    return switch (this) {
      case EQ, CONTAINS -> true;
      case LT, LTE, GT, GTE -> right.isNumber() || right.isTextual();
      case AVAILABLE -> right.isBoolean();
      case REGEX -> right.isTextual() && compiles(right.textValue());
      case COVERS -> right.isNumber() || isRange(right);
      case WITHIN -> isRange(right);
      case IN, ISSUBSET, ISSUPERSET -> right.isArray();
    };
  }

  /** Whether the solver's value satisfies it; a feature the solver lacks satisfies none but two. */
  boolean test(Optional<JsonNode> feature, JsonNode right) {
    if (this == AVAILABLE) {
      return feature.isPresent() == right.booleanValue();
    }
    if (feature.isEmpty()) {
      return this == EQ && right.isNull();
    }
    JsonNode left = feature.get();
    return switch (this) {
      case EQ -> same(left, right);
      case LT -> comparable(left, right) && order(left, right) < 0;
      case LTE -> comparable(left, right) && order(left, right) <= 0;
      case GT -> comparable(left, right) && order(left, right) > 0;
      case GTE -> comparable(left, right) && order(left, right) >= 0;
      case REGEX -> left.isTextual() && left.textValue().matches(right.textValue());
      case COVERS -> isRange(left) && (isRange(right) || right.isNumber()) && covers(left, right);
      case WITHIN -> (isRange(left) || left.isNumber()) && covers(right, left);
      case IN -> contains(right, left);
      case CONTAINS -> contains(left, right);
      case ISSUBSET -> elements(right).containsAll(elements(left));
      case ISSUPERSET -> elements(left).containsAll(elements(right));
      case AVAILABLE -> throw new AssertionError("answered above");
    };
  }

  /** Numbers by value, the rest as text. */
  static int order(JsonNode left, JsonNode right) {
    return left.isNumber() && right.isNumber()
        ? Double.compare(left.doubleValue(), right.doubleValue())
        : left.asText().compareTo(right.asText());
  }

  private static boolean comparable(JsonNode left, JsonNode right) {
    return left.isNumber() == right.isNumber();
  }

  private static boolean same(JsonNode left, JsonNode right) {
    return left.equals((one, other) -> one.equals(other) ? 0 : order(one, other), right);
  }

  private static boolean isRange(JsonNode node) {
    return node.isArray() && node.size() == 2 && node.get(0).isNumber() && node.get(1).isNumber();
  }

  private static boolean covers(JsonNode range, JsonNode inner) {
    return low(range) <= low(inner) && high(range) >= high(inner);
  }

  private static double low(JsonNode node) {
    return node.isNumber()
        ? node.doubleValue()
        : Math.min(node.get(0).doubleValue(), node.get(1).doubleValue());
  }

  private static double high(JsonNode node) {
    return node.isNumber()
        ? node.doubleValue()
        : Math.max(node.get(0).doubleValue(), node.get(1).doubleValue());
  }

  private static boolean contains(JsonNode container, JsonNode element) {
    if (container.isObject()) {
      return container.has(element.asText());
    }
    if (container.isTextual()) {
      return container.textValue().contains(element.asText());
    }
    for (JsonNode candidate : container) {
      if (same(candidate, element)) {
        return true;
      }
    }
    return false;
  }

  private static Set<JsonNode> elements(JsonNode node) {
    Set<JsonNode> elements = new HashSet<>();
    node.forEach(elements::add);
    return elements;
  }

  private static boolean compiles(String regex) {
    try {
      Pattern.compile(regex);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
