package io.qahan.dwave.solver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
  AVAILABLE("any value"),
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
      case EQ, CONTAINS, AVAILABLE -> true;
      case LT, LTE, GT, GTE -> right.isNumber() || right.isTextual();
      case REGEX -> right.isTextual() && compiles(right.textValue());
      case COVERS -> right.isNumber() || isRange(right);
      case WITHIN -> isRange(right);
      case IN, ISSUBSET, ISSUPERSET -> right.isArray();
    };
  }

  /** Whether the solver's value satisfies it; a feature the solver lacks satisfies few. */
  boolean test(Optional<JsonNode> feature, JsonNode right) {
    if (feature.isEmpty()) {
      return switch (this) {
        case AVAILABLE -> !truth(right);
        case EQ -> right.isNull();
        case IN -> contains(right, NullNode.getInstance());
        default -> false;
      };
    }
    JsonNode left = feature.get();
    return switch (this) {
      case AVAILABLE -> truth(right);
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
      case ISSUBSET -> left.isArray() && all(left, right);
      case ISSUPERSET -> left.isArray() && all(right, left);
    };
  }

  /** Numbers by value, the rest as text. */
  static int order(JsonNode left, JsonNode right) {
    return isNumeric(left) && isNumeric(right)
        ? Double.compare(number(left), number(right))
        : left.asText().compareTo(right.asText());
  }

  private static boolean comparable(JsonNode left, JsonNode right) {
    return (isNumeric(left) && isNumeric(right)) || (left.isTextual() && right.isTextual());
  }

  /** What Python calls equal: 1, 1.0 and true are the same, "1" and "true" are others. */
  private static boolean same(JsonNode left, JsonNode right) {
    if (isNumeric(left) && isNumeric(right)) {
      return number(left) == number(right);
    }
    if (left.isArray() && right.isArray() && left.size() == right.size()) {
      boolean same = true;
      for (int i = 0; i < left.size(); i++) {
        same &= same(left.get(i), right.get(i));
      }
      return same;
    }
    if (left.isObject() && right.isObject() && left.size() == right.size()) {
      return left.properties().stream()
          .allMatch(
              entry ->
                  right.has(entry.getKey()) && same(entry.getValue(), right.get(entry.getKey())));
    }
    return left.equals(right);
  }

  private static boolean isNumeric(JsonNode node) {
    return node.isNumber() || node.isBoolean();
  }

  private static double number(JsonNode node) {
    return node.isBoolean() ? (node.booleanValue() ? 1 : 0) : node.doubleValue();
  }

  /** What Python takes for true: all but zero and what is empty. */
  private static boolean truth(JsonNode node) {
    if (node.isNull()) {
      return false;
    }
    if (node.isContainerNode()) {
      return !node.isEmpty();
    }
    return isNumeric(node) ? number(node) != 0 : !node.asText().isEmpty();
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
      return element.isTextual() && container.has(element.textValue());
    }
    if (container.isTextual()) {
      return element.isTextual() && container.textValue().contains(element.textValue());
    }
    for (JsonNode candidate : container) {
      if (same(candidate, element)) {
        return true;
      }
    }
    return false;
  }

  /** Whether each element of one list is in another. Lists may have tens of thousands. */
  private static boolean all(JsonNode elements, JsonNode list) {
    Set<Object> values = new HashSet<>();
    list.forEach(value -> values.add(canonical(value)));
    for (JsonNode element : elements) {
      if (!values.contains(canonical(element))) {
        return false;
      }
    }
    return true;
  }

  /** Equal for what is the same. */
  private static Object canonical(JsonNode node) {
    if (isNumeric(node)) {
      return number(node);
    }
    if (node.isArray()) {
      List<Object> parts = new ArrayList<>();
      node.forEach(part -> parts.add(canonical(part)));
      return parts;
    }
    return node;
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
