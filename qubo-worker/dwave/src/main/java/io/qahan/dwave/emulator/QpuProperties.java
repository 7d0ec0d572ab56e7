package io.qahan.dwave.emulator;

import static io.qahan.dwave.emulator.EmulatedQpu.range;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.List;

/**
 * What an emulated QPU says of itself: its working graph, and ranges and times of the order of
 * D-Wave's published ones; times in microseconds.
 */
final class QpuProperties {
  private static final List<String> PARAMETERS =
      List.of(
          "anneal_offsets",
          "anneal_schedule",
          "annealing_time",
          "answer_mode",
          "auto_scale",
          "fast_anneal",
          "flux_biases",
          "flux_drift_compensation",
          "h_gain_schedule",
          "initial_state",
          "max_answers",
          "num_reads",
          "programming_thermalization",
          "readout_thermalization",
          "reduce_intersample_correlation",
          "reinitialize_state");

  /** log10 of qubits, then log10 of microseconds: readout grows with the qubits read. */
  private static final double[] READOUT = {
    0, 0.8, 1.7, 2.7, 3.2, 3.8, 1.5, 1.9, 2.1, 2.3, 2.37, 2.38
  };

  private QpuProperties() {}

  static ObjectNode of(WorkingGraph graph, String category) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("category", category).put("chip_id", "Emulated").put("quota_conversion_rate", 1);
    json.putArray("supported_problem_types").add("ising").add("qubo");
    json.putArray("tags");
    graph(json, graph);
    ranges(json, graph);
    json.set("problem_timing_data", timing());
    ObjectNode parameters = json.putObject("parameters");
    PARAMETERS.forEach(name -> parameters.put(name, "as in the documentation of the Solver API"));
    return json;
  }

  private static void graph(ObjectNode json, WorkingGraph graph) {
    json.put("num_qubits", graph.topology().indices());
    ArrayNode qubits = json.putArray("qubits");
    for (int qubit : graph.qubits()) {
      qubits.add(qubit);
    }
    ArrayNode couplers = json.putArray("couplers");
    for (int[] coupler : graph.couplers()) {
      couplers.addArray().add(coupler[0]).add(coupler[1]);
    }
    ObjectNode topology = json.putObject("topology").put("type", graph.topology().type());
    ArrayNode shape = topology.putArray("shape");
    graph.topology().shape().forEach(shape::add);
  }

  private static void ranges(ObjectNode json, WorkingGraph graph) {
    json.set("h_range", range(-4, 4));
    json.set("j_range", range(-1, 1));
    json.set("extended_j_range", range(-2, 1));
    if (graph.topology().type().equals("zephyr")) {
      json.set("per_group_coupling_range", range(-13, 10));
    } else {
      json.set("per_qubit_coupling_range", range(-18, 15));
    }
    json.set("num_reads_range", range(1, 10_000));
    json.set("annealing_time_range", range(0.5, 2000));
    json.set("fast_anneal_time_range", range(0.005, 2000));
    json.set("programming_thermalization_range", range(0, 10_000));
    json.set("readout_thermalization_range", range(0, 10_000));
    json.set("problem_run_duration_range", range(0, 1_000_000));
    json.put("default_annealing_time", 20)
        .put("default_programming_thermalization", 1000)
        .put("default_readout_thermalization", 0)
        .put("max_anneal_schedule_points", 12);
  }

  private static ObjectNode timing() {
    ObjectNode timing =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", "1.0.0")
            .put("typical_programming_time", 14_000)
            .put("reverse_annealing_with_reinit_prog_time_delta", 0)
            .put("reverse_annealing_without_reinit_prog_time_delta", 5)
            .put("reverse_annealing_with_reinit_delay_time_delta", 5)
            .put("reverse_annealing_without_reinit_delay_time_delta", 0)
            .put("default_programming_thermalization", 1000)
            .put("default_annealing_time", 20)
            .put("readout_time_model", "pwl_log_log")
            .put("qpu_delay_time_per_sample", 20.5)
            .put("decorrelation_max_nominal_anneal_time", 2000)
            .put("default_readout_thermalization", 0);
    timing.set("decorrelation_time_range", range(500, 10_000));
    ArrayNode readout = timing.putArray("readout_time_model_parameters");
    for (double value : READOUT) {
      readout.add(value);
    }
    return timing;
  }
}
