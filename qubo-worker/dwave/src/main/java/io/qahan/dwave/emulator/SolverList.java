package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The solvers there are, and which of them are offline. Thread safe. */
final class SolverList {
  private final List<EmulatedSolver> solvers;
  private final Set<String> offline = ConcurrentHashMap.newKeySet();

  SolverList(List<EmulatedSolver> solvers) {
    this.solvers = new CopyOnWriteArrayList<>(solvers);
  }

  /** All solvers as the API lists them. */
  List<ObjectNode> describe() {
    List<ObjectNode> all = new ArrayList<>();
    solvers.forEach(solver -> all.add(describe(solver)));
    return all;
  }

  ObjectNode describe(String name) {
    return describe(named(name));
  }

  private ObjectNode describe(EmulatedSolver solver) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("identity", solver.identity());
    json.put("status", offline.contains(solver.name()) ? "OFFLINE" : "ONLINE");
    json.put("description", "Emulated solver").put("avg_load", 0.01);
    json.set("properties", solver.properties());
    return json;
  }

  /**
   * The solver that a job names.
   *
   * @throws SapiFault if there is none, or it is offline
   */
  EmulatedSolver online(JsonNode job) {
    EmulatedSolver solver = named(job.path("solver").path("name").asText());
    if (offline.contains(solver.name())) {
      throw new SapiFault(400, "solver is offline");
    }
    return solver;
  }

  private EmulatedSolver named(String name) {
    return solvers.stream()
        .filter(solver -> solver.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new SapiFault(404, "Solver does not exist or apitoken does not have access"));
  }

  /** Takes the first solver that is a QPU offline; the rest go on. */
  void takeFirstQpuOffline() {
    solvers.stream()
        .filter(solver -> solver instanceof EmulatedQpu && !offline.contains(solver.name()))
        .findFirst()
        .ifPresent(solver -> offline.add(solver.name()));
  }

  /** Gives every QPU a new working graph: one qubit fewer. */
  void changeGraphs() {
    solvers.replaceAll(
        solver -> solver instanceof EmulatedQpu qpu ? qpu.withoutItsLastQubit() : solver);
  }

  /** Applies the query parameter {@code filter}, from left to right; in place. */
  static ObjectNode filtered(ObjectNode solver, String filter) {
    if (filter == null || filter.isBlank()) {
      return solver;
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    for (String term : filter.split(",", -1)) {
      if (term.equals("all")) {
        result.setAll(solver);
      } else if (term.equals("none")) {
        result.removeAll();
      } else if (term.startsWith("+")) {
        copy(solver, result, List.of(term.substring(1).split("\\.", -1)));
      } else if (term.startsWith("-")) {
        remove(result, List.of(term.substring(1).split("\\.", -1)));
      } else {
        throw new SapiFault(400, "Invalid filter term '%s'".formatted(term));
      }
    }
    return result;
  }

  private static void copy(ObjectNode from, ObjectNode to, List<String> path) {
    JsonNode value = from.get(path.get(0));
    if (value == null) {
      return;
    }
    if (path.size() == 1) {
      to.set(path.get(0), value);
    } else if (value instanceof ObjectNode inner) {
      ObjectNode target =
          to.get(path.get(0)) instanceof ObjectNode there ? there : to.putObject(path.get(0));
      copy(inner, target, path.subList(1, path.size()));
    }
  }

  private static void remove(ObjectNode from, List<String> path) {
    if (path.size() == 1) {
      from.remove(path.get(0));
    } else if (from.get(path.get(0)) instanceof ObjectNode inner) {
      ObjectNode trimmed = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : inner.properties()) {
        trimmed.set(entry.getKey(), entry.getValue()); // the original is shared
      }
      remove(trimmed, path.subList(1, path.size()));
      from.set(path.get(0), trimmed);
    }
  }
}
