package io.qahan.dwave.sampler;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.chip.AnnealerRanges;
import io.qahan.dwave.chip.Chip;
import io.qahan.dwave.chip.Range;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.solver.SolverDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a solver's properties say of its chip. */
public final class QpuChip {
  private QpuChip() {}

  /**
   * The chip of a solver.
   *
   * @throws RejectedRequestException if the solver is no QPU, or of a kind that is not known here
   */
  public static Chip of(SolverDefinition solver) {
    JsonNode properties = solver.properties();
    try {
      return new Chip(
          solver.identity().name(),
          solver.identity().graphId().orElse(""),
          graph(properties),
          ranges(properties));
    } catch (IllegalArgumentException e) {
      throw new RejectedRequestException(
          "The solver [%s] describes no chip that can be used: %s. Choose a QPU"
              .formatted(solver.identity(), e.getMessage()),
          0);
    }
  }

  private static WorkingGraph graph(JsonNode properties) {
    JsonNode topology = properties.path("topology");
    List<Integer> shape = new ArrayList<>();
    topology.path("shape").forEach(size -> shape.add(size.asInt()));
    JsonNode listed = properties.path("couplers");
    int[][] couplers = new int[listed.size()][];
    for (int i = 0; i < couplers.length; i++) {
      couplers[i] = ints(listed.get(i));
    }
    return WorkingGraph.of(
        Topology.of(topology.path("type").asText(), shape),
        ints(properties.path("qubits")),
        couplers);
  }

  private static int[] ints(JsonNode list) {
    int[] values = new int[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i).asInt();
    }
    return values;
  }

  private static AnnealerRanges ranges(JsonNode properties) {
    return new AnnealerRanges(
        range(properties, "h_range").orElseThrow(() -> missing("h_range")),
        range(properties, "extended_j_range")
            .or(() -> range(properties, "j_range"))
            .orElseThrow(() -> missing("j_range")),
        range(properties, "per_qubit_coupling_range"),
        range(properties, "per_group_coupling_range"));
  }

  private static Optional<Range> range(JsonNode properties, String name) {
    JsonNode range = properties.path(name);
    return range.size() == 2
        ? Optional.of(new Range(range.get(0).asDouble(), range.get(1).asDouble()))
        : Optional.empty();
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException("the property [" + name + "] is missing");
  }
}
