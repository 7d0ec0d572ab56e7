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
import io.qahan.qubo.model.Vartype;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * A run on an emulated QPU: as many anneals as reads, each independent and from another seed, but
 * that reverse ones begin at the initial state, or where the one before ended.
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
    List<Solution<Sample>> reads =
        parameters.reverse() ? backward(job, seed) : forward(job.model(), seed);
    ObjectNode answer = job.answer(reads, parameters.raw(), parameters.mostAnswers());
    answer.put("num_variables", graph.topology().indices());
    answer.set("timing", timing());
    return answer;
  }

  private List<Solution<Sample>> forward(BinaryQuadraticModel model, long seed) {
    BqmSolver annealer = Solvers.forModels("sa");
    SplittableRandom seeds = new SplittableRandom(seed);
    List<Solution<Sample>> reads = new ArrayList<>();
    for (int read = 0; read < anneal.reads(); read++) {
      BqmOptions options =
          BqmOptions.ofSeed(seeds.nextLong())
              .withReads(1)
              .withSweeps(SWEEPS)
              .withTimeBudget(LONGEST)
              .withStart(anywhere(model, seeds.nextLong()));
      reads.add(annealer.solve(model, options));
    }
    return reads;
  }

  private List<Solution<Sample>> backward(QpJob job, long seed) {
    Walk walk = new Walk(job.model().toVartype(Vartype.SPIN), new SplittableRandom(seed));
    byte[] start = new byte[job.active().length];
    for (int v = 0; v < start.length; v++) {
      start[v] =
          (byte)
              (parameters.initial(job.active()[v], job.model().vartype().low()).get() == 1
                  ? 1
                  : -1);
    }
    walk.begin(start);
    List<Solution<Sample>> reads = new ArrayList<>();
    for (int read = 0; read < anneal.reads(); read++) {
      if (parameters.reinitialize()) {
        walk.begin(start);
      }
      walk.follow(parameters.schedule());
      Sample sample = Sample.of(Vartype.SPIN, walk.spins.clone()).toVartype(job.model().vartype());
      reads.add(
          new Solution<>(
              sample, job.model().energy(sample), OptionalDouble.empty(), "reverse", 0, 0));
    }
    return reads;
  }

  /**
   * Single flips by the Metropolis rule, at an inverse temperature that rises with s as that of a
   * simulated anneal does with time. What s is on a chip is not known here: that the state is kept
   * near 1 and forgotten near 0 is what the two have in common.
   */
  private static final class Walk {
    private static final double SWEEPS_PER_MICROSECOND = SWEEPS / 20.0;
    private static final int FEWEST_SWEEPS = 8;

    /** The inverse temperature at s = 0, in units of the greatest cost of a flip. */
    private static final double FORGETFUL = 0.5;

    private final BinaryQuadraticModel model;
    private final SplittableRandom random;
    private final double hot;
    private final double cold;
    private byte[] spins;

    Walk(BinaryQuadraticModel model, SplittableRandom random) {
      this.model = model;
      this.random = random;
      double greatest = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int v = 0; v < model.variables(); v++) {
        double most = Math.abs(model.linear(v));
        double squares = most * most;
        for (int i = model.adjacency().rowStarts()[v];
            i < model.adjacency().rowStarts()[v + 1];
            i++) {
          most += Math.abs(model.adjacency().biases()[i]);
          squares += model.adjacency().biases()[i] * model.adjacency().biases()[i];
        }
        double scale = 2 * Math.sqrt(squares);
        greatest = Math.max(greatest, 2 * most);
        least = scale > 0 ? Math.min(least, scale) : least;
      }
      hot = greatest == 0 ? 1 : FORGETFUL / greatest;
      cold = greatest == 0 ? 1 : 40 / least;
    }

    void begin(byte[] start) {
      spins = start.clone();
    }

    /** Along the points (time, s). */
    void follow(List<double[]> schedule) {
      for (int point = 1; point < schedule.size(); point++) {
        double[] from = schedule.get(point - 1);
        double[] to = schedule.get(point);
        int sweeps = (int) Math.max(FEWEST_SWEEPS, (to[0] - from[0]) * SWEEPS_PER_MICROSECOND);
        for (int sweep = 1; sweep <= sweeps; sweep++) {
          double s = from[1] + (to[1] - from[1]) * sweep / sweeps;
          sweep(hot * Math.pow(cold / hot, s));
        }
      }
    }

    private void sweep(double beta) {
      int[] starts = model.adjacency().rowStarts();
      int[] neighbours = model.adjacency().neighbours();
      double[] biases = model.adjacency().biases();
      for (int v = 0; v < spins.length; v++) {
        double field = model.linear(v);
        for (int i = starts[v]; i < starts[v + 1]; i++) {
          field += biases[i] * spins[neighbours[i]];
        }
        double cost = -2 * spins[v] * field;
        if (cost <= 0 || random.nextDouble() < Math.exp(-beta * cost)) {
          spins[v] = (byte) -spins[v];
        }
      }
    }
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
