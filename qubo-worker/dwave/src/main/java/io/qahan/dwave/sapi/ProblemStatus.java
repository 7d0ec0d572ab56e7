package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where a problem stands.
 *
 * @param id given by SAPI
 * @param state where it is
 * @param type ising, qubo, bqm
 * @param label given by who submitted it
 * @param submittedOn when SAPI took it
 * @param solvedOn when it came to an end
 * @param errorMessage why it failed; what the service calls a state that is unknown
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

  /** PENDING, then IN_PROGRESS, then one of the next three; CANCELLED from either. */
  public enum State {
    PENDING,
    IN_PROGRESS,
    COMPLETED,
    FAILED,
    CANCELLED,
    /** A status that this client does not know: it cannot tell whether the problem still runs. */
    UNKNOWN;

    private static State of(String word) {
      for (State state : values()) {
        if (state.name().equals(word)) {
          return state;
        }
      }
      return UNKNOWN;
    }

    /** Whether there is no use in asking again. */
    public boolean terminal() {
      return this != PENDING && this != IN_PROGRESS;
    }
  }

  /**
   * Reads a status; fields it does not know are passed over.
   *
   * @param printable makes of the service's words what a message may hold
   * @throws IllegalArgumentException if it is none
   */
  static ProblemStatus of(JsonNode json, UnaryOperator<String> printable) {
    String id = json.path("id").asText();
    JsonNode word = json.path("status");
    if (id.isEmpty() || !word.isTextual()) {
      throw new IllegalArgumentException("A problem status without id or without status");
    }
    State state = State.of(word.textValue().toUpperCase(Locale.ROOT));
    return new ProblemStatus(
        id,
        state,
        json.path("type").asText(),
        text(json.path("label")),
        text(json.path("submitted_on")).flatMap(ProblemStatus::instant),
        text(json.path("solved_on")).flatMap(ProblemStatus::instant),
        state == State.UNKNOWN
            ? Optional.of(printable.apply(word.textValue()))
            : text(json.path("error_message")).map(printable),
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
