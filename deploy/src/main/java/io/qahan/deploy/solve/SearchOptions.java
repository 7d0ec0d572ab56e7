package io.qahan.deploy.solve;

import io.qahan.deploy.cli.DurationOption;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.model.BqmOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Who solves a problem, and for how long. */
final class SearchOptions {
  private static final String DWAVE = "dwave";
  private static final int DWAVE_READS = 100;
  private static final Duration NO_LIMIT = Duration.ofDays(365);

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, sa, sqa, tabu, greedy, exact, or dwave: the QPU or hybrid solver that dwave.conf or"
              + " DWAVE_API_SOLVER names, else the largest QPU (default: auto).")
  private String solver;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "When to stop looking for better (default: 1s; with --sweeps or --reads, never). For"
              + " dwave, how long to wait (default: 1m), and a hybrid solver's time limit (default:"
              + " its least).")
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
      description =
          "Independent searches; the best is the answer. For dwave, anneals of each call of the QPU"
              + " (default: 100).")
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

  @Option(
      names = "--no-descent",
      description =
          "For a mask problem, answer with what sa and sqa annealed to, without the descent that"
              + " ends each read.")
  private boolean withoutDescent;

  @Option(names = "--target", paramLabel = "E", description = "An energy that is good enough.")
  private Double target;

  @Option(
      names = "--qpu-time",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "The most QPU time that dwave may be charged (default: 10s).")
  private String qpuTime;

  String solver() {
    return solver;
  }

  boolean isRemote() {
    return solver.equals(DWAVE);
  }

  /** Refuses what no problem could be solved with, before a file is read. */
  void check() {
    TreeSet<String> names = new TreeSet<>(Solvers.names());
    names.add(DWAVE);
    if (!names.contains(solver)) {
      throw new IllegalArgumentException(
          "no solver is called [%s]; maybe one of %s".formatted(solver, names));
    }
    if (isRemote() && (sweeps != null || target != null)) {
      throw new IllegalArgumentException(
          "dwave knows no --sweeps and no --target; say --reads, --time-limit or --qpu-time");
    }
    forModels();
    forDWave();
  }

  DWaveOptions forDWave() {
    return new DWaveOptions(
        reads == null ? DWAVE_READS : reads,
        Optional.ofNullable(timeLimit).map(limit -> DurationOption.parse("--time-limit", limit)),
        DurationOption.parse("--qpu-time", qpuTime),
        seed);
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
        first,
        !withoutDescent);
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
