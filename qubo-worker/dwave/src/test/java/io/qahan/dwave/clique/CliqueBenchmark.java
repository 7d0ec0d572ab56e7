package io.qahan.dwave.clique;

import io.qahan.dwave.chip.AnnealerRanges;
import io.qahan.dwave.chip.ChainBreaks;
import io.qahan.dwave.chip.ChainStrength;
import io.qahan.dwave.chip.EmbeddedModel;
import io.qahan.dwave.chip.LogicalRead;
import io.qahan.dwave.chip.PhysicalProblem;
import io.qahan.dwave.chip.Unembedding;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
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
 * The largest clique of a chip: found in a fresh JVM, found again in a warm one, taken from the
 * cache, and a dense model laid onto it and read back. Run {@link #main} with JMH's own arguments.
 */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
public class CliqueBenchmark {
  @Param({"pegasus:16", "zephyr:12"})
  public String topology;

  /** Qubits that work, and couplers between them. */
  @Param({"1/1", "0.97/1", "0.97/0.998"})
  public String yield;

  private WorkingGraph graph;
  private int largest;
  private final CliqueEmbeddings cache = CliqueEmbeddings.inMemory();
  private CliqueKey key;
  private BinaryQuadraticModel model;
  private EmbeddedModel embedded;
  private byte[] spins;

  @Setup
  public void make() {
    String[] yields = yield.split("/", -1);
    graph =
        Topology.parse(topology)
            .fullYield()
            .withYield(Double.parseDouble(yields[0]), Double.parseDouble(yields[1]), new Random(1));
    largest = new CliqueSearch(graph, 1).largest().orElseThrow().variables();
    key = new CliqueKey("benchmark", yield, largest);
    Embedding embedding = cache.find(key, graph);
    model = RandomModels.model(Vartype.BINARY, largest, 1, 1);
    embedded = lay(embedding);
    Sample sample = RandomModels.sample(Vartype.BINARY, largest, new Random(1));
    spins = RandomModels.unbroken(sample, embedding, graph);
  }

  private EmbeddedModel lay(Embedding embedding) {
    return EmbeddedModel.of(
        model, embedding, graph, ChainStrength.uniformTorque(ChainStrength.TORQUE_PREFACTOR));
  }

  @Benchmark
  public Embedding search() {
    return new CliqueSearch(graph, 1).find(largest);
  }

  @Benchmark
  public Embedding cached() {
    return cache.find(key, graph);
  }

  /** Model to biases within the chip's ranges. */
  @Benchmark
  public PhysicalProblem lay() {
    AnnealerRanges ranges =
        topology.startsWith("pegasus") ? AnnealerRanges.PEGASUS : AnnealerRanges.ZEPHYR;
    return ranges.fit(lay(cache.find(key, graph)).problem());
  }

  /** One read to its sample and energy. */
  @Benchmark
  public LogicalRead read() {
    return new Unembedding(embedded, ChainBreaks.MAJORITY_VOTE).read(spins, 1).orElseThrow();
  }

  /**
   * Prints what the first search of a fresh JVM takes, or runs the benchmarks that JMH's arguments
   * name.
   *
   * @param args {@code cold TOPOLOGY QUBIT_YIELD COUPLER_YIELD N}, or JMH's
   */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    if (args.length == 5 && args[0].equals("cold")) {
      cold(args);
      return;
    }
    new Runner(
            new OptionsBuilder()
                .parent(new CommandLineOptions(args))
                .include(CliqueBenchmark.class.getSimpleName())
                .build())
        .run();
  }

  private static void cold(String[] args) {
    long startedAt = System.nanoTime();
    WorkingGraph graph =
        Topology.parse(args[1])
            .fullYield()
            .withYield(Double.parseDouble(args[2]), Double.parseDouble(args[3]), new Random(1));
    long graphAt = System.nanoTime();
    int n = Integer.parseInt(args[4]);
    try {
      Embedding embedding = CliqueEmbeddings.inMemory().find(new CliqueKey("cold", "1", n), graph);
      System.out.printf("%s: %s", graph, embedding);
    } catch (CliqueTooLargeException e) {
      System.out.print(e.getMessage());
    }
    System.out.printf(
        "; graph %.0f ms, embedding %.0f ms%n",
        (graphAt - startedAt) / 1e6, (System.nanoTime() - graphAt) / 1e6);
  }
}
