package io.qahan.ingest.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.model.ClassNames;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.topic.ImageId;
import java.time.Instant;
import java.util.Locale;

/**
 * One label of a request: {@code {"id": "scan-7", "class": "star", "by": "eva"}}. The class is a
 * name, or a number.
 *
 * @param id of the image
 * @param label the class
 * @param by who says so; "http" unless the request tells
 */
record LabelRequest(String id, int label, String by) {
  // Two objects on a line are refused: else the second would be lost, and nobody told.
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int LONGEST_NAME = 100;

  /**
   * Reads and checks one.
   *
   * @param json an object
   * @param path the image's id where the request's path has it, else null
   * @throws HttpFault 400 if it cannot be taken
   */
  static LabelRequest parse(String json, String path, ClassNames classes) {
    JsonNode label = object(json);
    JsonNode id = label.path("id");
    if (path == null && !id.isTextual()) {
      throw HttpFault.badRequest(
          "bad-id",
          "There is no id.",
          "Say which image: {\"id\": \"scan-7\", \"class\": \"star\"}.");
    }
    if (path != null && id.isTextual() && !id.asText().equals(path)) {
      throw HttpFault.badRequest(
          "bad-id",
          "The id is [%s], but [%s] in the path.".formatted(id.asText(), path),
          "Leave it out of the body.");
    }
    String image = path == null ? id.asText() : path;
    String fault = ImageId.faultOf(image);
    if (!fault.isEmpty()) {
      throw HttpFault.badRequest("bad-id", "Of the id: " + fault + ".", "Give the image's id.");
    }
    String by = label.path("by").asText("").strip();
    by = by.isEmpty() ? "http" : by;
    if (by.length() > LONGEST_NAME) {
      throw HttpFault.badRequest(
          "bad-name",
          String.format(Locale.ROOT, "The name has [%d] characters.", by.length()),
          String.format(Locale.ROOT, "Give %d or fewer.", LONGEST_NAME));
    }
    return new LabelRequest(image, classOf(label.path("class"), classes), by);
  }

  private static int classOf(JsonNode named, ClassNames classes) {
    if (!named.isTextual() && !named.isIntegralNumber()) {
      throw HttpFault.badRequest(
          "bad-class",
          "There is no class.",
          "Say what it is, by name or number: {\"class\": \"%s\"}.".formatted(classes.of(0)));
    }
    return named.isTextual()
        ? NamedClass.of(named.asText(), classes)
        : NamedClass.of(named.canConvertToLong() ? named.asLong() : -1, classes);
  }

  private static JsonNode object(String json) {
    try {
      JsonNode label = MAPPER.readTree(json);
      if (label != null && label.isObject()) {
        return label;
      }
    } catch (JsonProcessingException e) {
      // falls through to the one message for all that is no object
    }
    throw HttpFault.badRequest(
        "bad-body",
        "It is not one JSON object.",
        "Send {\"class\": \"star\"}, or a line {\"id\": \"scan-7\", \"class\": \"star\"} for each.");
  }

  Label toRecord(Instant now) {
    return new Label(label, by, now);
  }
}
