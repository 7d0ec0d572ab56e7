package io.qahan.dwave.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.qubo.model.Label;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Labels as the JSON array of a BQM file, written byte for byte as Python's json.dumps does. */
final class LabelJson {
  /** The name of a BQM file's section of labels. */
  static final String SECTION = "VARS";

  private static final int SECTION_HEAD = 8;

  private LabelJson() {}

  /** All ASCII: other characters are escaped. */
  static String write(List<Label> labels) {
    StringBuilder json = new StringBuilder();
    array(labels, json);
    return json.toString();
  }

  private static void array(List<Label> labels, StringBuilder json) {
    String separator = "[";
    for (Label label : labels) {
      json.append(separator);
      separator = ", ";
      if (label instanceof Label.Tuple tuple) {
        array(tuple.parts(), json);
      } else if (label instanceof Label.Name name) {
        string(name.value(), json);
      } else {
        json.append(label);
      }
    }
    json.append(labels.isEmpty() ? "[]" : "]");
  }

  private static void string(String value, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        default ->
            json.append(c < ' ' || c > '~' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
      }
    }
    json.append('"');
  }

  /** The section of a file that holds them: VARS, a length, JSON, padded to a multiple of 64. */
  static byte[] section(List<Label> labels) {
    byte[] json = write(labels).getBytes(StandardCharsets.US_ASCII);
    byte[] section = new byte[BqmHeader.aligned(Math.addExact(SECTION_HEAD, json.length))];
    Arrays.fill(section, (byte) ' ');
    ByteBuffer.wrap(section)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(SECTION.getBytes(StandardCharsets.US_ASCII))
        .putInt(section.length - SECTION_HEAD)
        .put(json);
    return section;
  }

  /**
   * The labels in a JSON array.
   *
   * @throws IllegalArgumentException if it is none, or holds anything a label cannot be
   */
  static List<Label> read(JsonNode array) {
    if (!array.isArray()) {
      throw new IllegalArgumentException("labels [%s] are not a JSON array".formatted(array));
    }
    List<Label> labels = new ArrayList<>(array.size());
    for (JsonNode node : array) {
      labels.add(label(node));
    }
    return labels;
  }

  private static Label label(JsonNode node) {
    if (node.isTextual()) {
      return new Label.Name(node.textValue());
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return new Label.Whole(node.longValue());
    }
    if (node.isNumber()) {
      return new Label.Real(node.doubleValue());
    }
    if (node.isArray()) {
      return new Label.Tuple(read(node));
    }
    throw new IllegalArgumentException(
        "label [%s] is neither a number, a string nor an array of those".formatted(node));
  }
}
