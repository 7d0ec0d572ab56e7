package io.qahan.ingest.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a JSON object field by field and notes every fault by its path instead of stopping at the
 * first; where there is one it answers with something harmless. For one thread.
 */
final class CheckedJson {
  private final JsonNode node;
  private final String path;
  private final List<String> faults;

  /**
   * @param path in front of the fields' names: empty, or ending with a dot
   * @param faults to be added to
   */
  CheckedJson(JsonNode node, String path, List<String> faults) {
    this.node = node;
    this.path = path;
    this.faults = faults;
  }

  /** Refuses every other field: what is not understood may matter. */
  CheckedJson only(String... fields) {
    Set<String> known = Set.of(fields);
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field)) {
                faults.add("[%s%s] is not known to this version of qahan".formatted(path, field));
              }
            });
    return this;
  }

  boolean has(String field) {
    return node.hasNonNull(field);
  }

  CheckedJson object(String field) {
    JsonNode found = node.path(field);
    if (!found.isObject()) {
      fault(field, "an object");
    }
    return new CheckedJson(found, path + field + ".", faults);
  }

  String text(String field) {
    JsonNode found = node.path(field);
    if (!found.isTextual()) {
      fault(field, "text");
    }
    return found.asText();
  }

  int integer(String field, int min, int max) {
    return integer(node.path(field), field, min, max);
  }

  private int integer(JsonNode found, String field, int min, int max) {
    if (!found.isIntegralNumber()
        || !found.canConvertToInt()
        || found.asInt() < min
        || found.asInt() > max) {
      fault(field, String.format(Locale.ROOT, "a whole number from %d to %d", min, max));
      return min;
    }
    return found.asInt();
  }

  long integer(String field) {
    JsonNode found = node.path(field);
    if (!found.isIntegralNumber() || !found.canConvertToLong()) {
      fault(field, "a whole number");
    }
    return found.asLong();
  }

  double decimal(String field, double min, double max) {
    JsonNode found = node.path(field);
    if (!found.isNumber() || !(found.asDouble() >= min && found.asDouble() <= max)) {
      fault(field, "a number from " + min + " to " + max);
      return min;
    }
    return found.asDouble();
  }

  boolean flag(String field) {
    JsonNode found = node.path(field);
    if (!found.isBoolean()) {
      fault(field, "true or false");
    }
    return found.asBoolean();
  }

  Instant time(String field) {
    try {
      return Instant.parse(text(field));
    } catch (DateTimeParseException e) {
      fault(field, "a time such as 2026-11-29T12:00:00Z");
      return Instant.EPOCH;
    }
  }

  List<String> texts(String field) {
    List<String> found = new ArrayList<>();
    for (JsonNode element : array(field)) {
      if (!element.isTextual()) {
        fault(field, "a list of texts");
        return found;
      }
      found.add(element.asText());
    }
    return found;
  }

  List<Double> decimals(String field) {
    List<Double> found = new ArrayList<>();
    for (JsonNode element : array(field)) {
      if (!element.isNumber()) {
        fault(field, "a list of numbers");
        return found;
      }
      found.add(element.asDouble());
    }
    return found;
  }

  List<Integer> integers(String field, int count, int min, int max) {
    List<Integer> found = new ArrayList<>();
    for (JsonNode element : array(field)) {
      found.add(integer(element, field, min, max));
    }
    if (found.size() != count) {
      fault(field, String.format(Locale.ROOT, "a list of %d whole numbers", count));
      return Collections.nCopies(count, min);
    }
    return found;
  }

  List<CheckedJson> objects(String field) {
    List<CheckedJson> found = new ArrayList<>();
    for (JsonNode element : array(field)) {
      found.add(new CheckedJson(element, path + field + ".", faults));
    }
    return found;
  }

  private JsonNode array(String field) {
    JsonNode found = node.path(field);
    if (!found.isArray()) {
      fault(field, "a list");
    }
    return found;
  }

  /** One of some words. */
  String choice(String field, List<String> supported) {
    String word = text(field);
    if (!supported.contains(word)) {
      fault(field, "one of " + supported);
      return supported.get(0);
    }
    return word;
  }

  void fault(String field, String expected) {
    JsonNode found = node.path(field);
    String value = found.isMissingNode() ? "missing" : "[" + shortened(found.toString()) + "]";
    String text = "[%s%s] is %s but must be %s".formatted(path, field, value, expected);
    if (!faults.contains(text)) {
      faults.add(text);
    }
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }
}
