package io.qahan.deploy.offline.experiment;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.TerminalLine;
import io.qahan.deploy.offline.models.DeviceOption;
import io.qahan.deploy.offline.train.ProgressLine;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.experiment.Experiments;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qahan experiment}: the paper's figures, and its claims beside what comes out. */
@Command(
    name = "experiment",
    description = {
      "Run the trainings behind the paper's figures and write plots and a report: classification"
          + " (Figs. 2 and 3), noise (6 and 7), attention (4 and 5), solvers (accuracy against the"
          + " quality of the solver), readings (what the paper leaves open, each way to read it a"
          + " training), visits (the rivals by how many places they visit), online (a head that learns from a stream, through drift), or retrain (a whole"
          + " network that does, from what came).",
      "QAHAN in all of them is the paper's eq. 7 with the sign of its first term reversed (SALIENT),"
          + " unless it says LITERAL.",
      "What was begun before in --out is gone on with, so an interrupted experiment is called again"
          + " with the same options."
    })
public final class ExperimentCommand implements Callable<Integer> {
  private static final List<String> SEEDED = List.of("classification", "noise", "visits");

  @Parameters(
      paramLabel = "NAME",
      description =
          "classification, noise, attention, solvers, readings, visits, online or retrain.")
  private String name;

  @Option(
      names = "--dataset",
      paramLabel = "SET",
      defaultValue = "sample",
      description = "sample, mnist:DIR, cifar10:DIR or folder:DIR (default: sample).")
  private String dataset;

  @Option(
      names = "--quick",
      description = "5,000 images and 3 epochs a training, or a stream: minutes, and no proof.")
  private boolean quick;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Epochs (default: 20, or 30 for cifar10, for classification, noise and visits; otherwise the"
              + " paper's 70, or 100 for cifar10, at most 10 for solvers and 20 for readings).")
  private Integer epochs;

  @Option(
      names = "--rival-epochs",
      paramLabel = "N",
      description = "Epochs of the rivals (default: as --epochs).")
  private Integer rivalEpochs;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "For classification, noise and visits: trainings of each kind, with seeds from --seed on (default:"
              + " 5, 3 for cifar10; 1 with --quick).")
  private Integer seeds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of all trainings and streams (default: 1).")
  private long seed;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "NAME.qahan, for online and retrain: streams over its network, by its masks, from its"
              + " head, of a data set of its classes (default: online: the conv stack that ships,"
              + " and a head of zeros; retrain: a network that is trained first). The others train"
              + " whole networks by the paper's settings and take none.")
  private Path modelFile;

  @Option(
      names = "--changes",
      paramLabel = "LIST",
      split = ",",
      description =
          "For retrain: contrast, camera, colour or new-class, commas between (default: all that"
              + " the images can have).")
  private List<String> changes = List.of();

  @Option(
      names = "--from-histories",
      description =
          "Train nothing: write the report anew from the histories in --out, by the options that they"
              + " were made with.")
  private boolean fromHistories;

  @Mixin private DeviceOption device;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where trainings, plots and the report go.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    device.use();
    DatasetLocation location = DatasetLocation.parse(dataset);
    Scale scale = scale(location).withEpochs(optional(epochs), optional(rivalEpochs));
    PrintStream stream = System.out;
    try {
      Path report =
          fromHistories
              ? Experiments.report(name, scale, command(), out)
              : Experiments.run(
                  name,
                  scale,
                  model(),
                  changes,
                  command(),
                  out,
                  (label, i, n) -> told(stream, label, i, n));
      stream.println("report: " + report);
      return 0;
    } catch (TrainingFailedException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private Scale scale(DatasetLocation location) {
    boolean compared = SEEDED.contains(name);
    if (seeds != null && !compared) {
      throw new IllegalArgumentException(
          "experiment [%s] takes no --seeds; %s do".formatted(name, SEEDED));
    }
    Scale scale =
        quick
            ? Scale.quick(location, seed)
            : compared ? Scale.compared(location, seed) : Scale.full(location, seed);
    return seeds == null ? scale : scale.withSeeds(seeds);
  }

  private Optional<StoredModel> model() {
    try {
      return Optional.ofNullable(modelFile).map(ModelFile::read);
    } catch (MalformedModelException | UncheckedIOException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private static TrainingProgress told(PrintStream out, String label, int number, int of) {
    out.printf(Locale.ROOT, "training %d of %d: %s%n", number, of, label);
    return new ProgressLine(TerminalLine.onStandardOutput(), System::nanoTime);
  }

  /** As it was given, without the directories of this machine. */
  private String command() {
    StringBuilder text = new StringBuilder("deploy/qahan experiment ").append(name);
    int colon = dataset.indexOf(':');
    text.append(" --dataset ").append(colon < 0 ? dataset : dataset.substring(0, colon) + ":DIR");
    if (quick) {
      text.append(" --quick");
    }
    if (epochs != null) {
      text.append(" --epochs ").append(epochs);
    }
    if (rivalEpochs != null) {
      text.append(" --rival-epochs ").append(rivalEpochs);
    }
    if (seeds != null) {
      text.append(" --seeds ").append(seeds);
    }
    if (modelFile != null) {
      text.append(" --model ").append(modelFile.getFileName());
    }
    if (!changes.isEmpty()) {
      text.append(" --changes ").append(String.join(",", changes));
    }
    return text.append(" --seed ").append(seed).append(" --out DIR").toString();
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
