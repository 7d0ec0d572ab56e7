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
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A run on an emulated QPU: as many anneals as reads, each independent and from another seed.
 *
 * @param parameters of the job
 * @param anneal what decides its length
 * @param time the solver's timing model
 */
record QpuRun(QpuParameters parameters, AnnealRun anneal, AccessTime time) {
  private static final int SWEEPS = 64;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /**
   * A run of so many qubits.
   *
   * @throws SapiFault 400 if it would be too long
   */
  static QpuRun of(QpuParameters parameters, int qubits, JsonNode properties) {
    AnnealRun anneal = parameters.run(qubits);
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
    return new QpuRun(parameters, anneal, time);
  }

  /** Anneals and encodes the samples. */
  ObjectNode answer(QpJob job, WorkingGraph graph, long seed) {
    BqmSolver annealer = Solvers.forModels("sa");
    SplittableRandom seeds = new SplittableRandom(seed);
    List<Solution<Sample>> reads = new ArrayList<>();
    for (int read = 0; read < anneal.reads(); read++) {
      BqmOptions options =
          BqmOptions.ofSeed(seeds.nextLong())
              .withReads(1)
              .withSweeps(SWEEPS)
              .withTimeBudget(LONGEST)
              .withStart(anywhere(job.model(), seeds.nextLong()));
      reads.add(annealer.solve(job.model(), options));
    }
    ObjectNode answer = job.answer(reads, parameters.raw(), parameters.mostAnswers());
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
    double sample = time.estimate(parameters.run(anneal.qubits()).withReads(2 * anneal.reads()));
    sample = (sample - access) / anneal.reads();
    double readout = time.readout(anneal.qubits());
    double annealing = anneal.annealingTime().orElse(time.defaultAnnealingTime());
    return JsonNodeFactory.instance
        .objectNode()
        .put("qpu_access_time", access)
        .put("qpu_programming_time", access - anneal.reads() * sample)
        .put("qpu_sampling_time", anneal.reads() * sample)
        .put("qpu_anneal_time_per_sample", annealing)
        .put("qpu_readout_time_per_sample", readout)
        .put("qpu_delay_time_per_sample", sample - annealing - readout)
        .put("qpu_access_overhead_time", 12_000.0)
        .put("post_processing_overhead_time", 1.0)
        .put("total_post_processing_time", 1.0);
  }
}
