package io.qahan.dwave.solver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What makes two solvers the same: the name and, for a QPU, its version. A new {@code graph_id}
 * means other qubits and couplers: embeddings and encodings made for the old one are void.
 *
 * @param name of the solver
 * @param version by key, empty for solvers without one
 */
public record SolverIdentity(String name, Map<String, String> version) {
  private static final String GRAPH_ID = "graph_id";

  public SolverIdentity {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A solver's name must not be empty");
    }
    version = Map.copyOf(version);
  }

  /** The working graph, if the solver is a QPU. */
  public Optional<String> graphId() {
    return Optional.ofNullable(version.get(GRAPH_ID));
  }

  /**
   * Reads the form {@code NAME;graph_id=ID}, its parts percent-encoded; a plain name has no
   * version.
   *
   * @throws IllegalArgumentException if a part is not {@code key=value}
   */
  public static SolverIdentity parse(String text) {
    String[] parts = text.split(";", -1);
    Map<String, String> version = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "The part [%s] of the solver identity [%s] must be KEY=VALUE, for example NAME;graph_id=ID"
                .formatted(parts[i], text));
      }
      version.put(decoded(parts[i].substring(0, equals)), decoded(parts[i].substring(equals + 1)));
    }
    return new SolverIdentity(decoded(parts[0]), version);
  }

  /** Reads the {@code identity} object of a solver or a problem; a null version is none. */
  public static SolverIdentity of(JsonNode json) {
    Map<String, String> version = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json.path("version").properties()) {
      if (!entry.getValue().isNull()) {
        version.put(entry.getKey(), entry.getValue().asText());
      }
    }
    return new SolverIdentity(json.path("name").asText(), version);
  }

  /** The object that jobs carry; without a version the field is left out, never null. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", name);
    if (!version.isEmpty()) {
      ObjectNode keys = json.putObject("version");
      new TreeMap<>(version).forEach(keys::put);
    }
    return json;
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(encoded(name));
    new TreeMap<>(version)
        .forEach(
            (key, value) ->
                text.append(';').append(encoded(key)).append('=').append(encoded(value)));
    return text.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
