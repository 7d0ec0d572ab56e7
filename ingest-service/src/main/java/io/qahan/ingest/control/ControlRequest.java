package io.qahan.ingest.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.ingest.http.HttpFault;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.ControlAction;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The body of {@code POST /control}: {@code {"action": "pin", "version": 12, "reason": "..."}}.
 *
 * @param version the head meant by pin and roll back
 * @param reason for people, may be empty
 */
record ControlRequest(ControlAction action, OptionalLong version, String reason) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST_REASON = 500;

  /**
   * Reads and checks it.
   *
   * @throws HttpFault 400 if it cannot be carried out as it is
   */
  static ControlRequest parse(String body) {
    JsonNode json = json(body);
    ControlAction action = action(json.path("action").asText());
    OptionalLong version = version(json.path("version"));
    String reason = json.path("reason").asText("");
    if (reason.length() > LONGEST_REASON) {
      throw HttpFault.badRequest(
          "bad-reason",
          String.format(Locale.ROOT, "The reason has [%d] characters.", reason.length()),
          String.format(Locale.ROOT, "Say it in %d or fewer.", LONGEST_REASON));
    }
    boolean takesVersion = action == ControlAction.PIN || action == ControlAction.ROLL_BACK;
    if (!takesVersion && version.isPresent()) {
      throw HttpFault.badRequest(
          "bad-version",
          String.format(
              Locale.ROOT, "[%s] takes no version but has [%d].", action, version.getAsLong()),
          "Leave the version out.");
    }
    if (action == ControlAction.PIN && version.isEmpty()) {
      throw HttpFault.badRequest(
          "bad-version", "[PIN] needs the version to pin.", "Give the version of a head, from 0.");
    }
    return new ControlRequest(action, version, reason);
  }

  Control toRecord(String issuedBy, Instant now) {
    return new Control(
        action, version.isPresent() ? version.getAsLong() : null, issuedBy, reason, now);
  }

  private static JsonNode json(String body) {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // falls through to the one message for all bad bodies
    }
    throw HttpFault.badRequest(
        "bad-body",
        "The body is no JSON object.",
        "Send {\"action\": \"freeze\"}, resume, pin or roll-back, with a version where one is"
            + " meant.");
  }

  private static ControlAction action(String text) {
    Optional<ControlAction> found =
        Arrays.stream(ControlAction.values()).filter(a -> slug(a).equals(text)).findFirst();
    return found.orElseThrow(
        () ->
            HttpFault.badRequest(
                "bad-action",
                "The action is [%s].".formatted(text),
                "Use one of "
                    + Arrays.stream(ControlAction.values()).map(ControlRequest::slug).toList()
                    + "."));
  }

  private static OptionalLong version(JsonNode json) {
    if (json.isMissingNode() || json.isNull()) {
      return OptionalLong.empty();
    }
    if (!json.canConvertToExactIntegral() || !json.canConvertToLong() || json.asLong() < 0) {
      throw HttpFault.badRequest(
          "bad-version",
          "The version is [%s].".formatted(json),
          "Give a whole number, from 0; 0 is the untrained head.");
    }
    return OptionalLong.of(json.asLong());
  }

  private static String slug(ControlAction action) {
    return action.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
