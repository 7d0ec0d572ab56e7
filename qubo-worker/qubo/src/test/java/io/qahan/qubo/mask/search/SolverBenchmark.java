package io.qahan.qubo.mask.search;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.RandomProblems;
import io.qahan.qubo.mask.SolveOptions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The kernels and the solvers of 3136 features, cut into blocks of length d; microseconds per call.
 * Run {@link #main} with JMH's own arguments.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SolverBenchmark {
  private static final int FEATURES = 3136;

  @Param({"1", "4", "16", "64"})
  public int d;

  /** Whether negative features are cut to zero. */
  @Param({"true", "false"})
  public boolean relu;

  private MaskProblem problem;
  private static final int MOVES = 10_000;

  private MaskState state;
  private Annealing annealing;
  private AnnealingSchedule schedule;
  private long seed;

  @Setup
  public void make() {
    int n = FEATURES / d;
    problem = RandomProblems.gaussian(Objective.SALIENT, n, d, Math.max(4, n / 32), relu, 1);
    state = new MaskState(problem);
    Mask greedy = solve("greedy").answer();
    MaskState start = new MaskState(problem);
    start.reset(greedy);
    FastRandom random = new FastRandom(1);
    schedule =
        AnnealingSchedule.of(start, SearchCandidates.of(problem, new NormOrder(problem)), random);
    annealing = new Annealing(start, schedule.candidates(), random);
    annealing.restart(greedy.kept(), greedy.count());
    state.reset(greedy);
  }

  private Solution<Mask> solve(String solver) {
    return Solvers.forMasks(solver).solve(problem, SolveOptions.ofSeed(seed++));
  }

  /** The features come as they are: shape, finiteness and norms are part of every solve. */
  @Benchmark
  public MaskProblem problem() {
    return MaskProblem.of(problem.blocks(), problem.n(), d, Objective.SALIENT, 1, 1, problem.k());
  }

  /** All n flips priced. */
  @Benchmark
  public double flips() {
    double sum = 0;
    for (int a = 0; a < problem.n(); a++) {
      sum += state.flipDelta(a);
    }
    return sum;
  }

  /** One kept block against all n others. */
  @Benchmark
  public double exchanges() {
    double sum = 0;
    int off = state.mask().kept()[0];
    for (int on = 0; on < problem.n(); on++) {
      sum += state.exchangeDelta(off, on);
    }
    return sum;
  }

  /** A proposal of annealing at its first temperature, where most are accepted. */
  @Benchmark
  @OperationsPerInvocation(MOVES)
  public double hotProposal() {
    annealing.moves(MOVES, schedule.temperature(1, 0, AnnealingSchedule.STEPS));
    return annealing.bestEnergy();
  }

  /** A proposal of annealing at its last temperature, where next to none is accepted. */
  @Benchmark
  @OperationsPerInvocation(MOVES)
  public double coldProposal() {
    annealing.moves(
        MOVES, schedule.temperature(0, AnnealingSchedule.STEPS - 1, AnnealingSchedule.STEPS));
    return annealing.bestEnergy();
  }

  @Benchmark
  public Solution<Mask> greedy() {
    return solve("greedy");
  }

  @Benchmark
  public Solution<Mask> auto() {
    return solve("auto");
  }

  @Benchmark
  public Solution<Mask> tabu() {
    return solve("tabu");
  }

  @Benchmark
  public Solution<Mask> annealing() {
    return solve("sa");
  }

  /** Runs the benchmarks that JMH's arguments name, all by default. */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    CommandLineOptions options = new CommandLineOptions(args);
    ChainedOptionsBuilder builder = new OptionsBuilder().parent(options);
    if (options.getIncludes().isEmpty()) {
      builder.include(SolverBenchmark.class.getSimpleName());
    }
    new Runner(builder.build()).run();
  }
}
