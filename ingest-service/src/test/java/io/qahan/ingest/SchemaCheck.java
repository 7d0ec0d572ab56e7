package io.qahan.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** As much of JSON Schema as our OpenAPI document says about answers. */
final class SchemaCheck {
  private static final Set<String> FOR_PEOPLE =
      Set.of("description", "examples", "format", "contentEncoding");
  private static final Set<String> CHECKED =
      Set.of("type", "enum", "required", "properties", "additionalProperties", "items");

  private SchemaCheck() {}

  /** What is wrong with a value; empty if nothing is. */
  static List<String> faultsOf(JsonNode value, JsonNode schema) {
    List<String> faults = new ArrayList<>();
    check("", value, schema, faults);
    return faults;
  }

  private static void check(String where, JsonNode value, JsonNode schema, List<String> faults) {
    if (schema.has("anyOf")) {
      List<String> ofAll = new ArrayList<>();
      for (JsonNode choice : schema.get("anyOf")) {
        List<String> ofThis = faultsOf(value, choice);
        if (ofThis.isEmpty()) {
          return;
        }
        ofAll.addAll(ofThis);
      }
      faults.addAll(ofAll);
      return;
    }
    schema
        .fieldNames()
        .forEachRemaining(
            keyword -> {
              if (!CHECKED.contains(keyword) && !FOR_PEOPLE.contains(keyword)) {
                faults.add(where + ": the check knows no [" + keyword + "]");
              }
            });
    if (!hasType(value, schema.get("type"))) {
      faults.add(where + ": [" + value + "] is not of type " + schema.get("type"));
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      faults.add(where + ": [" + value + "] is not among " + schema.get("enum"));
    }
    if (value.isObject()) {
      checkFields(where, value, schema, faults);
    }
    if (value.isArray()) {
      value.forEach(element -> check(where + "[]", element, schema.get("items"), faults));
    }
  }

  private static void checkFields(
      String where, JsonNode value, JsonNode schema, List<String> faults) {
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        faults.add(where + ": no [" + name.asText() + "]");
      }
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = where + "/" + field.getKey();
      JsonNode others = schema.path("additionalProperties");
      JsonNode known = schema.path("properties").path(field.getKey());
      if (known.isObject()) {
        check(name, field.getValue(), known, faults);
      } else if (others.isObject()) {
        check(name, field.getValue(), others, faults);
      } else {
        faults.add(name + ": not documented");
      }
    }
  }

  private static boolean hasType(JsonNode value, JsonNode type) {
    if (type.isArray()) {
      for (JsonNode each : type) {
        if (hasType(value, each)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.asText()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> false;
    };
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
