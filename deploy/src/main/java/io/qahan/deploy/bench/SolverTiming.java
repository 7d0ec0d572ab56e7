package io.qahan.deploy.bench;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.SolveOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures how long a solver takes to a target energy, from the float blocks in memory: checks and
 * norms of the problem ({@link MaskProblem#of}) are part of every time, and so is whatever the
 * solver does after it found the target.
 *
 * @param cpuNanos time this thread has spent on a processor, in nanoseconds
 * @param timeLimit when a solve is given up, on the solver's own clock
 */
record SolverTiming(LongSupplier cpuNanos, Duration timeLimit) {
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * One solver on one instance.
   *
   * @param solver who answered; {@code auto:exact} when {@code auto} asked {@code exact}
   * @param worstGap of the worst answer, see {@link BenchmarkInstance#gap}
   * @param timeLimit when a solve was given up
   */
  record Timed(String solver, TimeToSolution times, double worstGap, Duration timeLimit) {}

  /**
   * Solves for at least as long, with seeds that are not measured; within the same time limit,
   * which some solvers choose their method by.
   */
  void warmUp(MaskSolver solver, BenchmarkInstance instance, double target, Duration time) {
    long startedAt = cpuNanos.getAsLong();
    long seed = 0;
    do {
      solve(solver, instance.problem(), options(--seed, target));
    } while (cpuNanos.getAsLong() - startedAt < time.toNanos());
  }

  /** Solves with the seeds 1 to {@code seeds}, one after the other. */
  Timed time(MaskSolver solver, BenchmarkInstance instance, double target, int seeds) {
    List<Double> foundMillis = new ArrayList<>();
    double worstGap = Double.NEGATIVE_INFINITY;
    String answeredBy = solver.name();
    for (int seed = 1; seed <= seeds; seed++) {
      SolveOptions options = options(seed, target);
      long startedAt = cpuNanos.getAsLong();
      Solution<Mask> solution = solve(solver, instance.problem(), options);
      long nanos = cpuNanos.getAsLong() - startedAt;
      double energy = instance.problem().energy(solution.answer());
      if (energy <= target) {
        foundMillis.add(nanos / NANOS_PER_MILLI);
      }
      worstGap = Math.max(worstGap, instance.gap(energy));
      answeredBy = solution.solver();
    }
    return new Timed(answeredBy, new TimeToSolution(seeds, foundMillis), worstGap, timeLimit);
  }

  private SolveOptions options(long seed, double target) {
    return SolveOptions.ofSeed(seed)
        .withTarget(target)
        .withReads(Integer.MAX_VALUE)
        .withTimeBudget(timeLimit);
  }

  private static Solution<Mask> solve(MaskSolver solver, MaskProblem given, SolveOptions options) {
    MaskProblem problem =
        MaskProblem.of(
                given.blocks(),
                given.n(),
                given.d(),
                given.objective(),
                given.lambda1(),
                given.lambda2(),
                given.k())
            .withMu(given.mu());
    return solver.solve(problem, options);
  }
}
