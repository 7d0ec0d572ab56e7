package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.qpu.AccessTime;
import io.qahan.dwave.qpu.AnnealRun;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * A run on an emulated QPU: as many anneals as reads, each independent and from another seed.
 *
 * @param anneal what decides its length
 * @param time the solver's timing model
 */
record QpuRun(AnnealRun anneal, AccessTime time) {
  private static final int SWEEPS = 64;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /**
   * Checks the parameters.
   *
   * @throws SapiFault 400 if they are out of range or the run would be too long
   */
  static QpuRun of(JsonNode params, int qubits, JsonNode properties) {
    int reads = params.path("num_reads").asInt(1);
    checkRange("num_reads", reads, properties);
    for (String name :
        List.of("annealing_time", "programming_thermalization", "readout_thermalization")) {
      optional(params, name).ifPresent(value -> checkRange(name, value, properties));
    }
    AnnealRun anneal =
        new AnnealRun(
            reads,
            qubits,
            optional(params, "annealing_time"),
            optional(params, "programming_thermalization"),
            optional(params, "readout_thermalization"),
            params.path("anneal_schedule").path(0).path(1).asDouble() == 1,
            params.path("reinitialize_state").asBoolean(true),
            params.path("reduce_intersample_correlation").asBoolean());
    AccessTime time = new AccessTime(properties);
    double longest = properties.path("problem_run_duration_range").path(1).asDouble();
    if (time.runDuration(anneal) > longest) {
      throw new SapiFault(
          400,
          String.format(
              Locale.ROOT,
              "Upper limit on user-specified timing related parameters exceeded: %.0f > %.0f",
              time.runDuration(anneal),
              longest));
    }
    return new QpuRun(anneal, time);
  }

  private static OptionalDouble optional(JsonNode params, String name) {
    return params.path(name).isNumber()
        ? OptionalDouble.of(params.get(name).doubleValue())
        : OptionalDouble.empty();
  }

  private static void checkRange(String name, double value, JsonNode properties) {
    JsonNode range = properties.path(name + "_range");
    if (value < range.path(0).asDouble() || value > range.path(1).asDouble()) {
      throw new SapiFault(
          400, "Parameter '%s' value %s out of range %s".formatted(name, value, range));
    }
  }

  /** Anneals and encodes the samples. */
  ObjectNode answer(QpJob job, WorkingGraph graph, JsonNode params) {
    BqmSolver annealer = Solvers.forModels("sa");
    long seed = Arrays.hashCode(job.model().linear()); // the same problem, the same samples
    List<Solution<Sample>> reads = new ArrayList<>();
    for (int read = 0; read < anneal.reads(); read++) {
      BqmOptions options =
          BqmOptions.ofSeed(seed + read)
              .withReads(1)
              .withSweeps(SWEEPS)
              .withTimeBudget(LONGEST)
              .withStart(anywhere(job.model(), seed + read));
      reads.add(annealer.solve(job.model(), options));
    }
    boolean raw = params.path("answer_mode").asText().equals("raw");
    ObjectNode answer = QpEncoding.answer(job.active(), reads, raw);
    answer.put("num_variables", graph.topology().indices());
    answer.set("timing", timing());
    return answer;
  }

  /** An anneal knows nothing of the one before, nor of a good place to begin. */
  private static Sample anywhere(BinaryQuadraticModel model, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] values = new byte[model.variables()];
    for (int v = 0; v < values.length; v++) {
      values[v] = (byte) (random.nextBoolean() ? 1 : model.vartype().low());
    }
    return Sample.of(model.vartype(), values);
  }

  private ObjectNode timing() {
    double access = time.estimate(anneal);
    double readout = time.readout(anneal.qubits());
    AnnealRun twice = AnnealRun.forward(2, anneal.qubits());
    double delay =
        time.estimate(twice)
            - time.estimate(AnnealRun.forward(1, anneal.qubits()))
            - readout
            - 20; // what is left of a sample without its anneal of 20 us and its readout
    double sample = anneal.annealingTime().orElse(20) + readout + delay;
    return JsonNodeFactory.instance
        .objectNode()
        .put("qpu_access_time", access)
        .put("qpu_programming_time", access - anneal.reads() * sample)
        .put("qpu_sampling_time", anneal.reads() * sample)
        .put("qpu_anneal_time_per_sample", anneal.annealingTime().orElse(20))
        .put("qpu_readout_time_per_sample", readout)
        .put("qpu_delay_time_per_sample", delay)
        .put("qpu_access_overhead_time", 12_000.0)
        .put("post_processing_overhead_time", 1.0)
        .put("total_post_processing_time", 1.0);
  }
}
