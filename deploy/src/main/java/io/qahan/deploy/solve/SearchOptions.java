package io.qahan.deploy.solve;

import io.qahan.deploy.cli.DurationOption;
import io.qahan.qubo.SolveOptions;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.bqm.BqmOptions;
import io.qahan.qubo.bqm.BqmSolvers;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Who solves a problem, and for how long. */
final class SearchOptions {
  private static final Duration NO_LIMIT = Duration.ofDays(365);

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, sa, sqa, tabu, greedy or exact (default: auto).")
  private String solver;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "When to stop looking for better (default: 1s; with --sweeps or --reads, never).")
  private String timeLimit;

  @Option(
      names = "--sweeps",
      paramLabel = "N",
      description =
          "Work of a read, instead of a time limit: passes over all variables; for a mask problem,"
              + " temperatures of sa, or tabu's steps without a better mask.")
  private Integer sweeps;

  @Option(
      names = "--reads",
      paramLabel = "R",
      description = "Independent searches; the best is the answer.")
  private Integer reads;

  @Option(names = "--seed", defaultValue = "1", description = "Of every choice (default: 1).")
  private long seed;

  @Option(
      names = "--first",
      paramLabel = "MASK",
      defaultValue = "GREEDY",
      description =
          "greedy or random: where tabu, sa and sqa begin with a mask problem (default: greedy).")
  private SolveOptions.FirstMask first;

  @Option(names = "--target", paramLabel = "E", description = "An energy that is good enough.")
  private Double target;

  String solver() {
    return solver;
  }

  /** Refuses what no problem could be solved with, before a file is read. */
  void check() {
    TreeSet<String> names = new TreeSet<>(BqmSolvers.names());
    names.addAll(Solvers.names());
    if (!names.contains(solver)) {
      throw new IllegalArgumentException(
          "no solver is called [%s]; maybe one of %s".formatted(solver, names));
    }
    forModels();
  }

  BqmOptions forModels() {
    return new BqmOptions(
        seed,
        timeBudget(),
        ofNullable(sweeps),
        ofNullable(reads),
        Optional.empty(),
        ofNullable(target));
  }

  /**
   * For mask problems, whose solvers give up by themselves; but not before the time is over where a
   * target is asked for and neither sweeps nor reads say how hard to try.
   */
  SolveOptions forMasks() {
    return new SolveOptions(
        seed,
        timeBudget(),
        Optional.empty(),
        ofNullable(target),
        ofNullable(sweeps),
        target != null && sweeps == null && reads == null
            ? OptionalInt.of(Integer.MAX_VALUE)
            : ofNullable(reads),
        first);
  }

  private static OptionalInt ofNullable(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static OptionalDouble ofNullable(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private Duration timeBudget() {
    if (timeLimit == null) {
      return sweeps == null && reads == null ? BqmOptions.DEFAULT_TIME_BUDGET : NO_LIMIT;
    }
    return DurationOption.parse("--time-limit", timeLimit);
  }
}
