package io.qahan.deploy.bench;

import io.qahan.deploy.bench.profile.ProcessorTime;
import io.qahan.deploy.cli.DurationOption;
import io.qahan.deploy.cli.JsonFileOption;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.mask.MaskSolver;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan bench solver}: time to solution of the mask solvers, beside the peers'. */
@Command(
    name = "solver",
    description = {
      "Measure how long the mask solvers take to the best known energy of each instance, and print"
          + " one table with the goals and the peers' figures on record beside it.",
      "Times are CPU time of the solving thread, from the features in memory to the answer."
    })
final class SolverBenchCommand implements Callable<Integer> {
  @Option(
      names = "--solver",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "auto,tabu,sa",
      description = "Solvers, with commas between them (default: ${DEFAULT-VALUE}).")
  private List<String> solvers;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "Solves of each row (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "When a solve is given up (default: 1s, or three times the row's goal where that is"
              + " longer).")
  private String timeLimit;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "2s",
      description = "Solving before each row that is not measured (default: ${DEFAULT-VALUE}).")
  private String warmUp;

  @Option(
      names = "--instances",
      paramLabel = "DIR|PATTERN",
      defaultValue = "*",
      description =
          "A directory of .qaham files with a best-known.csv, or which of the shipped ones, such as"
              + " 'sal_*_n196_d16' (default: all of them).")
  private String instances;

  @Mixin private JsonFileOption json;

  @Spec private CommandSpec spec;

  /**
   * What was measured, and how.
   *
   * @param java its version
   */
  private record Results(
      String java, int processors, int seeds, double warmUpMs, List<SolverRow> rows) {}

  @Override
  public Integer call() throws IOException {
    if (seeds < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--seeds [%d] must be at least 1", seeds));
    }
    List<MaskSolver> asked = solvers.stream().map(String::trim).map(Solvers::forMasks).toList();
    Duration warmUpTime = DurationOption.parse("--warm-up", warmUp);
    Optional<Duration> limit =
        Optional.ofNullable(timeLimit).map(given -> DurationOption.parse("--time-limit", given));
    List<BenchmarkInstance> measured = BenchmarkInstances.of(instances);
    Results results =
        new Results(
            System.getProperty("java.version"),
            Runtime.getRuntime().availableProcessors(),
            seeds,
            warmUpTime.toMillis(),
            new ArrayList<>());
    say(
        "Java %s, %d processors, %d seeds, warm-up %.0f ms a row%n",
        results.java(), results.processors(), results.seeds(), results.warmUpMs());
    SolverTable.header().forEach(line -> say("%s", line));
    for (BenchmarkInstance instance : measured) {
      for (MaskSolver solver : asked) {
        row(limit, warmUpTime, instance, solver).ifPresent(results.rows()::add);
      }
    }
    say(
        "%n%d of %d goals hit",
        results.rows().stream().filter(SolverRow::goalHit).count(),
        results.rows().stream().filter(row -> row.goalMs() != null).count());
    json.write(results);
    return 0;
  }

  /** Measures a row and prints it; none if the solver does not take such problems. */
  private Optional<SolverRow> row(
      Optional<Duration> limit, Duration warmUpTime, BenchmarkInstance instance, MaskSolver solver)
      throws IOException {
    Goal goal = Goal.of(instance.name());
    double target = goal.target(instance.bestKnown());
    SolverTiming timing =
        new SolverTiming(
            ProcessorTime.ofThread(), limit.orElseGet(() -> goal.timeLimit(solver.name())));
    try {
      timing.warmUp(solver, instance, target, warmUpTime);
      SolverRow row =
          SolverRow.of(
              instance,
              solver.name(),
              timing.time(solver, instance, target, seeds),
              goal,
              PeerFigures.of(instance.name()));
      say("%s", SolverTable.line(row));
      return Optional.of(row);
    } catch (UnsolvableException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("no row for [%s]: %s".formatted(instance.name(), e.getMessage()));
      err.flush();
      return Optional.empty();
    }
  }

  private void say(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
