package io.qahan.dwave.qpu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Collecting and encoding a problem on all qubits and couplers of a Pegasus P16; microseconds per
 * call. Run {@link #main} with JMH's own arguments.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class QpuProblemBenchmark {
  private WorkingGraph graph;
  private QpuProblem problem;

  @Setup
  public void make() {
    graph = Topology.parse("pegasus:16").fullYield();
    problem = collect();
  }

  @Benchmark
  public QpuProblem collect() {
    QpuProblem collected = new QpuProblem(graph);
    for (int position = 0; position < graph.qubitCount(); position++) {
      collected.addLinear(graph.qubit(position), 0.001 * position);
    }
    for (int coupler = 0; coupler < graph.couplerCount(); coupler++) {
      collected.addQuadratic(graph.from(coupler), graph.to(coupler), -0.001 * coupler);
    }
    return collected;
  }

  @Benchmark
  public ObjectNode encode() {
    return problem.encode();
  }

  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    new Runner(
            new OptionsBuilder()
                .parent(new CommandLineOptions(arguments))
                .include(QpuProblemBenchmark.class.getName())
                .build())
        .run();
  }
}
