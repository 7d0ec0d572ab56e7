package io.qahan.deploy.solve;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.qubo.MaskProblem;
import io.qahan.qubo.MaskSolution;
import io.qahan.qubo.MaskSolver;
import io.qahan.qubo.ProblemFormatException;
import io.qahan.qubo.QahamFile;
import io.qahan.qubo.SolveOptions;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.UnsolvableException;
import io.qahan.schemas.settings.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qahan solve}: one mask problem from a file. */
@Command(name = "solve", description = "Solve one mask problem from a .qaham file.")
public final class SolveCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The problem.")
  private Path file;

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "Which solver (default: auto).")
  private String solver;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "When to stop looking for better (default: 1s).")
  private String timeLimit;

  @Option(names = "--seed", defaultValue = "1", description = "Of every choice (default: 1).")
  private long seed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    MaskSolver chosen = Solvers.byName(solver);
    SolveOptions options =
        SolveOptions.ofSeed(seed).withTimeBudget(Setting.parseDuration(timeLimit));
    MaskProblem problem = read();
    try {
      MaskSolution solution = chosen.solve(problem, options);
      print(SolvedProblem.of(file, problem, solution));
      return 0;
    } catch (UnsolvableException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private MaskProblem read() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailedException("There is no file [" + file + "].");
    }
    try {
      return QahamFile.read(file).problem();
    } catch (ProblemFormatException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private void print(SolvedProblem solved) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? JsonMapper.builder().build().writeValueAsString(solved)
            : String.join(System.lineSeparator(), solved.lines()));
    out.flush();
  }
}
