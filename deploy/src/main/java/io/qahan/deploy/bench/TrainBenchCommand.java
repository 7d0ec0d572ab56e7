package io.qahan.deploy.bench;

import io.qahan.deploy.cli.JsonFileOption;
import io.qahan.deploy.cluster.DirectoryTree;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.attention.mask.AttentionOptions.Search;
import io.qahan.trainer.paper.Training;
import io.qahan.trainer.paper.TrainingData;
import io.qahan.trainer.paper.TrainingOptions;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.network.Hyperparameters;
import io.qahan.trainer.paper.network.StepTimes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan bench train}: how long an epoch takes, and where the time goes. */
@Command(
    name = "train",
    description = {
      "Measure epochs of Algorithm 1 with and without masks: all in this JVM, one after the other,"
          + " each after an epoch that is not measured.",
      "Prints seconds an epoch and their split: convolutions (forward), masks (all of the solving),"
          + " learning (head, backward pass, update)."
    })
final class TrainBenchCommand implements Callable<Integer> {
  private static final double NANOS = 1e9;
  private static final Set<String> ANNEALERS = Set.of("sa", "sqa");

  @Option(
      names = "--dataset",
      paramLabel = "SET",
      defaultValue = "sample",
      description = "sample, mnist:DIR, cifar10:DIR or folder:DIR (default: sample).")
  private String dataset;

  @Option(
      names = "--train",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Images an epoch; all if there are fewer (default: 50000).")
  private int images;

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "auto,sa",
      description = "Solvers of the masks, with commas between them (default: auto,sa).")
  private List<String> solvers;

  @Option(
      names = "--sweeps",
      paramLabel = "N",
      defaultValue = "10",
      description = "Temperatures of a read of sa or sqa (default: 10).")
  private int sweeps;

  @Option(
      names = "--reads",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often sa or sqa anneals an image (default: 1).")
  private int reads;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Measured epochs of each; the median counts (default: 1).")
  private int epochs;

  @Mixin private JsonFileOption json;

  @Spec private CommandSpec spec;

  /**
   * One training.
   *
   * @param seconds an epoch, the median
   * @param convolve share of the time for the convolutions, forward
   * @param attend the same for the masks
   * @param learn the same for everything after them
   * @param rest the same for what is not a step: making up the batches
   * @param factor seconds over those without attention
   */
  private record Row(
      String training,
      int images,
      double seconds,
      double convolve,
      double attend,
      double learn,
      double rest,
      double factor) {}

  @Override
  public Integer call() throws IOException {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--epochs [%d] must be at least 1", epochs));
    }
    say(
        "Java %s, %d processors%n%n| training | images | s an epoch | convolutions | masks |"
            + " learning | rest | x none |%n|---|---|---|---|---|---|---|---|",
        System.getProperty("java.version"), Runtime.getRuntime().availableProcessors());
    List<Row> rows = new ArrayList<>();
    rows.add(measured("none", AttentionOptions.of(Mechanism.NONE), Double.NaN));
    double none = rows.get(0).seconds();
    for (String solver : solvers) {
      rows.add(masked(solver.trim(), none));
    }
    json.write(rows);
    return 0;
  }

  /** The training whose masks a solver chooses; an annealer as hard as asked for. */
  private Row masked(String solver, double none) throws IOException {
    AttentionOptions qaham = AttentionOptions.of(Mechanism.QAHAM);
    if (!ANNEALERS.contains(solver)) {
      return measured("qaham, " + solver, qaham.withSearch(Search.of(solver)), none);
    }
    Search annealing = Search.of(solver).withEffort(sweeps, reads);
    String training =
        String.format(Locale.ROOT, "qaham, %s (sweeps %d, reads %d)", solver, sweeps, reads);
    return measured(training, qaham.withSearch(annealing), none);
  }

  private Row measured(String training, AttentionOptions attention, double none)
      throws IOException {
    DatasetLocation location = DatasetLocation.parse(dataset);
    Path scratch = Files.createTempDirectory("qahan-bench-train");
    try {
      Hyperparameters hyper = Hyperparameters.of(location, epochs + 1, 1);
      TrainingOptions options =
          TrainingOptions.of(
              TrainingData.of(location, images, 100), attention, hyper, "bench", scratch, false);
      List<Epoch> all = Training.run(options, TrainingProgress.SILENT).epochs();
      Row row = row(training, all.subList(1, all.size()), none);
      say(
          "| %s | %d | %.1f | %.0f %% | %.0f %% | %.0f %% | %.0f %% | %.2f |",
          row.training(),
          row.images(),
          row.seconds(),
          100 * row.convolve(),
          100 * row.attend(),
          100 * row.learn(),
          100 * row.rest(),
          row.factor());
      return row;
    } finally {
      DirectoryTree.delete(scratch);
    }
  }

  private static Row row(String training, List<Epoch> measured, double none) {
    Epoch median =
        measured.stream()
            .sorted(Comparator.comparingDouble(Epoch::seconds))
            .skip(measured.size() / 2)
            .findFirst()
            .orElseThrow();
    StepTimes times = median.times();
    double nanos = median.seconds() * NANOS;
    return new Row(
        training,
        (int) median.masks().images(),
        median.seconds(),
        times.convolve() / nanos,
        times.attend() / nanos,
        times.learn() / nanos,
        (nanos - times.total()) / nanos,
        Double.isNaN(none) ? 1 : median.seconds() / none);
  }

  private void say(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
