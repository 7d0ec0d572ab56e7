package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.graph.WorkingGraph;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A QPU: a working graph with the limits and times of an Advantage. Or a software solver, which is
 * the same but for its category.
 */
final class EmulatedQpu implements EmulatedSolver {
  private static final Set<String> TYPES = Set.of("ising", "qubo");

  private final String name;
  private final String category;
  private final WorkingGraph graph;
  private final ObjectNode properties;
  private final String graphId;

  /**
   * A solver on a graph.
   *
   * @param category qpu or software
   */
  EmulatedQpu(String name, String category, WorkingGraph graph) {
    this.name = name;
    this.category = category;
    this.graph = graph;
    this.properties = QpuProperties.of(graph, category);
    this.graphId = digest(properties.get("qubits") + "/" + properties.get("couplers"));
  }

  private static String digest(String text) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum, 0, 5);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  /** The same QPU after a recalibration that lost a qubit. */
  EmulatedQpu withoutItsLastQubit() {
    int lost = graph.qubit(graph.qubitCount() - 1);
    int[] qubits = IntStream.of(graph.qubits()).filter(qubit -> qubit != lost).toArray();
    int[][] couplers =
        Arrays.stream(graph.couplers())
            .filter(coupler -> coupler[0] != lost && coupler[1] != lost)
            .toArray(int[][]::new);
    return new EmulatedQpu(name, category, WorkingGraph.of(graph.topology(), qubits, couplers));
  }

  @Override
  public ObjectNode identity() {
    ObjectNode identity = JsonNodeFactory.instance.objectNode().put("name", name);
    identity.putObject("version").put("graph_id", graphId);
    return identity;
  }

  @Override
  public ObjectNode properties() {
    return properties;
  }

  @Override
  public Solve prepare(JsonNode job) {
    String type = job.path("type").asText();
    if (!TYPES.contains(type)) {
      throw new SapiFault(400, "Problem type (%s) is not supported by the solver.".formatted(type));
    }
    JsonNode wanted = job.path("solver").path("version").path("graph_id");
    if (wanted.isTextual() && !wanted.textValue().equals(graphId)) {
      throw new SapiFault(404, "Solver does not exist or apitoken does not have access");
    }
    QpuParameters parameters = QpuParameters.of(job.path("params"), properties);
    QpJob decoded = QpJob.decode(job.path("data"), type, graph);
    decoded.check(parameters, properties);
    QpuRun run = QpuRun.of(parameters, decoded.active().length, properties);
    return seed -> run.answer(decoded, graph, seed);
  }

  /** Ranges as arrays of two. */
  static ArrayNode range(double low, double high) {
    ArrayNode range = JsonNodeFactory.instance.arrayNode();
    for (double end : new double[] {low, high}) {
      if (end == Math.rint(end)) {
        range.add((long) end);
      } else {
        range.add(end);
      }
    }
    return range;
  }
}
