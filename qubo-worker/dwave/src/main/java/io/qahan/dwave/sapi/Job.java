package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverIdentity;
import io.qahan.qubo.model.Vartype;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A problem to submit.
 *
 * @param solver who shall solve it, just as it was listed
 * @param type ising, qubo or bqm
 * @param data the problem in the solver's format
 * @param params what the solver shall do with it
 * @param label by which it is found again; must be unique: no other problem of this user may have
 *     it
 */
public record Job(
    SolverIdentity solver, String type, ObjectNode data, ObjectNode params, String label) {
  private static final int LONGEST_LABEL = 1024;
  private static final Charset LABEL_CHARACTERS = Charset.forName("windows-1252");

  public Job {
    if (label.isBlank()
        || label.length() > LONGEST_LABEL
        || !LABEL_CHARACTERS.newEncoder().canEncode(label)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The label [%s] must have from 1 to %d characters of Windows-1252",
              label,
              LONGEST_LABEL));
    }
    if (!List.of("ising", "qubo", "bqm").contains(type)) {
      throw new IllegalArgumentException(
          "The problem type [%s] must be ising, qubo or bqm".formatted(type));
    }
  }

  /**
   * A problem that the solver takes, as far as its description says.
   *
   * @throws RejectedRequestException if it does not take the type or one of the parameters
   */
  public static Job checked(
      SolverDefinition solver, String type, ObjectNode data, ObjectNode params, String label) {
    if (!solver.supports(type)) {
      throw new RejectedRequestException(
          "The solver [%s] does not take problems of type [%s]. Choose another one"
              .formatted(solver.identity(), type),
          0);
    }
    for (Map.Entry<String, JsonNode> param : params.properties()) {
      if (!solver.takes(param.getKey())) {
        List<String> taken = new ArrayList<>();
        solver.properties().path("parameters").fieldNames().forEachRemaining(taken::add);
        throw new RejectedRequestException(
            "The solver [%s] does not take the parameter [%s]; it takes %s"
                .formatted(solver.identity(), param.getKey(), taken),
            0);
      }
    }
    return new Job(solver.identity(), type, data, params, label);
  }

  /** A problem that was uploaded before. */
  public static Job uploaded(
      SolverIdentity solver, String problemDataId, double timeLimitSeconds, String label) {
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    if (timeLimitSeconds == Math.rint(timeLimitSeconds)) {
      params.put("time_limit", (long) timeLimitSeconds);
    } else {
      params.put("time_limit", timeLimitSeconds);
    }
    return new Job(
        solver,
        "bqm",
        JsonNodeFactory.instance.objectNode().put("format", "ref").put("data", problemDataId),
        params,
        label);
  }

  /** The values that its samples have; bqm answers say theirs. */
  Vartype vartype() {
    return type.equals("ising") ? Vartype.SPIN : Vartype.BINARY;
  }

  /** What the solver leaves out of the energies. */
  double offset() {
    JsonNode offset = data.path("offset");
    return offset.isNumber() ? offset.doubleValue() : 0;
  }

  /** The element of the array that is submitted. */
  byte[] json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("solver", solver.toJson());
    json.set("data", data);
    json.put("type", type);
    json.set("params", params);
    json.put("label", label);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Not the data, which may be megabytes. */
  @Override
  public String toString() {
    return "Job[%s %s for %s, %s]".formatted(label, type, solver, params);
  }
}
