package io.qahan.dwave.file;

import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.model.MaskRows;
import java.io.IOException;
import java.io.OutputStream;
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

/** A dense BQM file of 118 MB. Run {@link #main} with JMH's own arguments. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BqmStreamBenchmark {
  private static final int BLOCKS = 3136;

  private BqmStream file;

  @Setup
  public void make() {
    MaskProblem problem =
        MaskProblem.of(new float[BLOCKS], BLOCKS, 1, Objective.LITERAL, 1, 1, 100);
    file = new BqmStream(new MaskRows(problem));
  }

  @Benchmark
  public void denseFile() throws IOException {
    file.writeTo(OutputStream.nullOutputStream());
  }

  /** Runs the benchmarks that JMH's arguments name, all by default. */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    new Runner(
            new OptionsBuilder()
                .parent(new CommandLineOptions(args))
                .include(BqmStreamBenchmark.class.getSimpleName())
                .build())
        .run();
  }
}
