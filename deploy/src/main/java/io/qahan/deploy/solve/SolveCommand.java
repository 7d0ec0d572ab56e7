package io.qahan.deploy.solve;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.file.ProblemFile;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.ProblemFormatException;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qahan solve}: one problem from a file. */
@Command(
    name = "solve",
    description = {
      "Solve one problem from a file: .qaham, dimod BQM, qbsolv .qubo, COO text or a graph to cut.",
      "Formats are told apart by content, then by extension.",
      "With --model, the mask of an image: what a stream of that model would ask of its workers."
    })
public final class SolveCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private ProblemArgument problem;

  @Option(
      names = "--model",
      paramLabel = "NAME.qahan",
      description = "The file is an image: solve its mask by this model's features and terms.")
  private Path model;

  @Mixin private SearchOptions options;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** The file: as an option, or as the only word, which is how the command began. */
  static final class ProblemArgument {
    @Option(names = "--problem", paramLabel = "FILE", description = "The problem.")
    private Path option;

    @Parameters(paramLabel = "FILE", hidden = true)
    private Path word;

    Path file() {
      return option != null ? option : word;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.check();
    Optional<DWaveConfig> remote = // before a large file is read
        options.isRemote()
            ? Optional.of(DWaveConfigLoader.load(ConfigHost.local(), Map.of()))
            : Optional.empty();
    ProblemFile file = read(problem.file());
    try {
      print(remote.isPresent() ? solved(file, remote.get()) : solved(file));
      return 0;
    } catch (UnsolvableException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private SolvedFile solved(ProblemFile file, DWaveConfig config) throws InterruptedException {
    DWaveSearch search = new DWaveSearch(config, options.forDWave(), System::nanoTime);
    return new DWaveFiles(search, options.forDWave().seed()).solve(name(), file);
  }

  private String name() {
    return problem.file().getFileName().toString();
  }

  private SolvedFile solved(ProblemFile file) {
    String name = name();
    if (file instanceof ProblemFile.OfMask mask) {
      return solved(name, mask.problem());
    }
    ProblemFile.OfModel model = (ProblemFile.OfModel) file;
    return SolvedModel.of(name, model, solve(model.model()), null);
  }

  private SolvedFile solved(String name, MaskProblem mask) {
    return SolveReport.of(
        name, mask, Solvers.forMasks(options.solver()).solve(mask, options.forMasks()), null);
  }

  private Solution<Sample> solve(BinaryQuadraticModel model) {
    return Solvers.forModels(options.solver()).solve(model, options.forModels());
  }

  private ProblemFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailedException("There is no file [" + file + "].");
    }
    try {
      return model == null
          ? ProblemFile.read(file)
          : new ProblemFile.OfMask(ImageProblem.of(file, model));
    } catch (ProblemFormatException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private void print(SolvedFile solved) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? JsonMapper.builder().build().writeValueAsString(solved)
            : String.join(System.lineSeparator(), solved.lines()));
    out.flush();
  }
}
