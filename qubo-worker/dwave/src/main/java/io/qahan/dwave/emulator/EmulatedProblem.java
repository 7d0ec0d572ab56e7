package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A problem on its way through the emulator: PENDING, IN_PROGRESS, then COMPLETED or FAILED;
 * CANCELLED instead while it is pending. Thread safe.
 */
final class EmulatedProblem {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** What a status may say. */
  static final Set<String> STATES =
      Set.of("PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED");

  private final String id;
  private final JsonNode job;
  private final ObjectNode identity;
  private final Instant submittedOn;
  private final String submittedBy;
  private final CompletableFuture<EmulatedProblem> ended = new CompletableFuture<>();
  private String status = "PENDING";
  private Instant solvedOn;
  private ObjectNode answer;
  private String errorMessage;

  /**
   * A problem that was taken.
   *
   * @param submittedBy the token it came with, which the service tells, too
   */
  EmulatedProblem(
      String id, JsonNode job, ObjectNode identity, Instant submittedOn, String submittedBy) {
    this.id = id;
    this.job = job;
    this.identity = identity;
    this.submittedOn = submittedOn;
    this.submittedBy = submittedBy;
  }

  String id() {
    return id;
  }

  JsonNode job() {
    return job;
  }

  String label() {
    return job.path("label").asText("");
  }

  String solverName() {
    return identity.path("name").asText();
  }

  synchronized String status() {
    return status;
  }

  /** Completes when nothing more will happen to it. */
  CompletableFuture<EmulatedProblem> ended() {
    return ended;
  }

  /** From pending to in progress; false if it was cancelled before. */
  synchronized boolean begin() {
    if (!status.equals("PENDING")) {
      return false;
    }
    status = "IN_PROGRESS";
    return true;
  }

  void complete(ObjectNode found, Instant now) {
    end("COMPLETED", found, null, now);
  }

  void fail(String message, Instant now) {
    end("FAILED", null, message, now);
  }

  private void end(String state, ObjectNode found, String message, Instant now) {
    synchronized (this) {
      status = state;
      answer = found;
      errorMessage = message;
      solvedOn = now;
    }
    ended.complete(this);
  }

  /** The item that a cancellation is answered with. */
  ObjectNode cancel(Instant now) {
    synchronized (this) {
      if (status.equals("IN_PROGRESS")) {
        return SapiJson.error(202, "Attempting to cancel problem in progress.");
      }
      if (!status.equals("PENDING")) {
        return SapiJson.error(409, "Problem has been finished.");
      }
      status = "CANCELLED";
      solvedOn = now;
    }
    ended.complete(this);
    return statusJson();
  }

  synchronized ObjectNode statusJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", id)
            .put("status", status)
            .put("type", job.path("type").asText());
    json.set("solver", identity);
    json.put("label", job.path("label").isTextual() ? job.get("label").textValue() : null);
    json.put("submitted_on", TIME.format(submittedOn));
    json.put("solved_on", solvedOn == null ? null : TIME.format(solvedOn));
    if (errorMessage != null) {
      json.put("error_message", errorMessage);
    }
    return json;
  }

  /** The status, with the answer if there is one. */
  synchronized ObjectNode json() {
    ObjectNode json = statusJson();
    if (answer != null) {
      json.set("answer", answer);
    }
    return json;
  }

  /** Everything that is known. */
  synchronized ObjectNode infoJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id);
    json.set("data", job.path("data"));
    json.set("params", job.path("params"));
    ObjectNode metadata = statusJson().put("submitted_by", submittedBy);
    metadata.remove("id");
    metadata.putArray("messages");
    json.set("metadata", metadata);
    if (answer != null) {
      json.set("answer", answer);
    }
    return json;
  }

  /** The answer alone. */
  synchronized ObjectNode answerJson() {
    if (answer == null) {
      throw new SapiFault(404, "Problem has no answer");
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("answer", answer);
    return json;
  }
}
