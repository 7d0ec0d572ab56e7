package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a problem stands.
 *
 * @param id given by SAPI
 * @param state where it is
 * @param type ising, qubo, bqm
 * @param label given by who submitted it
 * @param submittedOn when SAPI took it
 * @param solvedOn when it came to an end
 * @param errorMessage why it failed
 * @param answer if it came along with the status, else a missing node
 */
public record ProblemStatus(
    String id,
    State state,
    String type,
    Optional<String> label,
    Optional<Instant> submittedOn,
    Optional<Instant> solvedOn,
    Optional<String> errorMessage,
    JsonNode answer) {

  /** PENDING, then IN_PROGRESS, then one of the others; CANCELLED from either. */
  public enum State {
    PENDING,
    IN_PROGRESS,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Whether nothing more will happen. */
    public boolean terminal() {
      return this != PENDING && this != IN_PROGRESS;
    }
  }

  /**
   * Reads a status; fields it does not know are passed over.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ProblemStatus of(JsonNode json) {
    String id = json.path("id").asText();
    if (id.isEmpty()) {
      throw new IllegalArgumentException("A problem status without id");
    }
    return new ProblemStatus(
        id,
        State.valueOf(json.path("status").asText().toUpperCase(Locale.ROOT)),
        json.path("type").asText(),
        text(json.path("label")),
        text(json.path("submitted_on")).flatMap(ProblemStatus::instant),
        text(json.path("solved_on")).flatMap(ProblemStatus::instant),
        text(json.path("error_message")),
        json.path("answer"));
  }

  private static Optional<String> text(JsonNode node) {
    return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty(); // nothing depends on it
    }
  }

  boolean hasAnswer() {
    return answer.isObject();
  }
}
