package io.qahan.qubo.model.search;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Sample;
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
 * Flips of a sparse and a dense model, and an annealing of 100 sweeps (divide 100 n by its time for
 * proposals a second). Run {@link #main} with JMH's own arguments.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BqmKernelBenchmark {
  private LocalFields sparse;
  private LocalFields dense;
  private BqmSolver annealing;
  private int next;

  @Setup
  public void make() {
    sparse = new LocalFields(RandomModels.spinGlass(2000, 0.01, 1));
    dense = new LocalFields(RandomModels.spinGlass(1000, 1, 1));
    sparse.randomize(new FastRandom(1));
    dense.randomize(new FastRandom(1));
    annealing = Solvers.forModels("sa");
  }

  @Benchmark
  public double sparseFlip() {
    sparse.flip(next++ % 2000);
    return sparse.energy();
  }

  @Benchmark
  public double denseFlip() {
    dense.flip(next++ % 1000);
    return dense.energy();
  }

  @Benchmark
  public Solution<Sample> sparseAnnealing() {
    return annealing.solve(sparse.model(), BqmOptions.ofSeed(next++).withSweeps(100));
  }

  @Benchmark
  public Solution<Sample> denseAnnealing() {
    return annealing.solve(dense.model(), BqmOptions.ofSeed(next++).withSweeps(100));
  }

  /** Runs the benchmarks that JMH's arguments name, all by default. */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    new Runner(
            new OptionsBuilder()
                .parent(new CommandLineOptions(args))
                .include(BqmKernelBenchmark.class.getSimpleName())
                .build())
        .run();
  }
}
