package io.qahan.dwave.chip;

import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Anneals physical problems on this machine; keeps what it was sent. */
public final class SimulatedChip implements PhysicalSampler {
  final List<PhysicalProblem> problems = new ArrayList<>();
  final List<Integer> reads = new ArrayList<>();
  final List<PhysicalSampler.Run> runs = new ArrayList<>();
  private long seed;

  @Override
  public CompletableFuture<List<PhysicalRead>> sample(Run run, Duration within) {
    PhysicalProblem problem = run.problem();
    runs.add(run);
    problems.add(problem);
    reads.add(run.reads());
    BinaryQuadraticModel model = model(problem);
    List<PhysicalRead> answer = new ArrayList<>();
    for (int i = 0; i < run.reads(); i++) {
      Sample sample =
          Solvers.forModels("sa")
              .solve(model, BqmOptions.ofSeed(seed++).withReads(1).withSweeps(60))
              .answer();
      answer.add(new PhysicalRead(spins(sample, problem.graph()), 1));
    }
    return CompletableFuture.completedFuture(answer);
  }

  private static BinaryQuadraticModel model(PhysicalProblem problem) {
    WorkingGraph graph = problem.graph();
    BqmBuilder builder = BinaryQuadraticModel.builder(Vartype.SPIN, graph.qubitCount());
    for (int i = 0; i < graph.qubitCount(); i++) {
      builder.addLinear(i, problem.isActive(i) ? problem.linear(i) : 0);
    }
    for (int c = 0; c < graph.couplerCount(); c++) {
      if (problem.quadratic(c) != 0) {
        builder.addQuadratic(
            graph.position(graph.from(c)), graph.position(graph.to(c)), problem.quadratic(c));
      }
    }
    return builder.build();
  }

  private static byte[] spins(Sample sample, WorkingGraph graph) {
    byte[] spins = new byte[graph.topology().indices()];
    for (int i = 0; i < sample.size(); i++) {
      spins[graph.qubit(i)] = (byte) sample.value(i);
    }
    return spins;
  }
}
