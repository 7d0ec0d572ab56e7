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
          + " quality of the solver), online (a head that learns from a stream, through drift), or"
          + " retrain (a whole network that does, from what came).",
      "What was begun before in --out is gone on with, so an interrupted experiment is called again"
          + " with the same options."
    })
public final class ExperimentCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      description = "classification, noise, attention, solvers, online or retrain.")
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
      description = "Epochs (default: the paper's 70, or 100 for cifar10; at most 10 for solvers).")
  private Integer epochs;

  @Option(
      names = "--rival-epochs",
      paramLabel = "N",
      description = "Epochs of the rivals (default: as --epochs).")
  private Integer rivalEpochs;

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
    Scale scale =
        (quick ? Scale.quick(location, seed) : Scale.full(location, seed))
            .withEpochs(optional(epochs), optional(rivalEpochs));
    PrintStream stream = System.out;
    try {
      Path report =
          Experiments.run(
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
