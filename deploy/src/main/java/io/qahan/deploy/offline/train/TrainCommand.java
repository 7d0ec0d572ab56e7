package io.qahan.deploy.offline.train;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.TerminalLine;
import io.qahan.deploy.offline.models.DeviceOption;
import io.qahan.deploy.offline.models.NormalisationArguments;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.ModelScores;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.paper.Augmentation;
import io.qahan.trainer.paper.ModelOutput;
import io.qahan.trainer.paper.TrainedNetwork;
import io.qahan.trainer.paper.Training;
import io.qahan.trainer.paper.TrainingData;
import io.qahan.trainer.paper.TrainingData.TestFrom;
import io.qahan.trainer.paper.TrainingOptions;
import io.qahan.trainer.paper.network.Hyperparameters;
import io.qahan.trainer.paper.network.LearningRateSchedule;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qahan train}: Algorithm 1, offline. */
@Command(
    name = "train",
    description = {
      "Train the whole network on a data set (Algorithm 1) and write its conv stack.",
      "Unless --objective literal is given, masks minimise the paper's eq. 7 with the sign of its"
          + " first term reversed: as printed, with a mask for each image, it does not learn.",
      "The paper's mixed precision is for graphics cards: on a processor it is off."
    })
public final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--dataset",
      paramLabel = "SET",
      defaultValue = "sample",
      description = "sample, mnist:DIR, cifar10:DIR or folder:DIR (default: sample).")
  private String dataset;

  @Mixin private AttentionArguments attention;

  @Option(
      names = "--train",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Training images; all if there are fewer (default: 50000).")
  private int trainImages;

  @Option(
      names = "--test",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Test images; all if there are fewer (default: 1000).")
  private int testImages;

  @Option(
      names = "--test-from",
      paramLabel = "WHICH",
      defaultValue = "test",
      description =
          "Images to test with after each epoch: test; train, which are those it learns from; or"
              + " unused, training images that it does not learn from (default: test).")
  private TestFrom testFrom;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the images (default: the paper's 70, or 100 for cifar10).")
  private Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images to a step (default: 32; for cifar10 64, as the paper has them).")
  private Integer batch;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      defaultValue = "0.001",
      description = "Adam's learning rate (default: 0.001).")
  private double learningRate;

  @Option(
      names = "--lr-schedule",
      paramLabel = "NAME",
      defaultValue = "constant",
      description =
          "What becomes of the learning rate: constant, as the paper has it, or cosine, which falls"
              + " to 0 over --epochs; that cannot be prolonged (default: constant).")
  private LearningRateSchedule schedule;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description = "Share of features dropped before the head (default: 0.5).")
  private double dropout;

  @Option(
      names = "--weight-decay",
      paramLabel = "RATE",
      defaultValue = "0",
      description =
          "AdamW's: what part of itself each weight loses in a step at learning rate 1, 0.01 say"
              + " (default: 0, the paper's Adam).")
  private double weightDecay;

  @Option(
      names = "--channels",
      paramLabel = "N,M",
      defaultValue = "32,64",
      description = "Channels between the convolutions, and of the features (default: 32,64).")
  private String channels;

  @Option(
      names = "--augment",
      paramLabel = "WHAT",
      defaultValue = "none",
      description =
          "Training images change from epoch to epoch: flip, crop, rotate, or several with commas:"
              + " mirrored, moved by up to an eighth of a side, turned by up to 15 degrees"
              + " (default: none).")
  private String augment;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many images are decoded at a time (default: one a processor).")
  private Integer workers;

  @Option(
      names = "--noise",
      paramLabel = "SD",
      defaultValue = "0",
      description =
          "Gaussian noise on all images: its standard deviation on the [-1, 1] scale; the paper's"
              + " runs have 0.2 and 0.4 (default: 0).")
  private double noise;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of first weights, order, dropout, masks and noise (default: 1).")
  private long seed;

  @Option(
      names = "--name",
      description =
          "Name of the model and its conv stack: the first part of their versions (default: that of"
              + " the model file, else conv).")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description =
          "NAME.qahan: the model file to write, of the epoch that did best on a validation part; its"
              + " history and checkpoint go to NAME.training beside it. Else a directory, for"
              + " conv stack, history and checkpoint alone (default: called as --name).")
  private Path out;

  @Option(
      names = "--validation",
      paramLabel = "N",
      defaultValue = "5000",
      description =
          "With a model file: training images kept apart to choose the best epoch by, no more than a"
              + " tenth of them (default: 5000).")
  private int validation;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "With a model file: stop when none of the last N epochs did better on the validation part"
              + " (default: never).")
  private Integer patience;

  @Option(
      names = "--other-size",
      paramLabel = "WHAT",
      defaultValue = "refuse",
      description =
          "With a model file: images of another size than the model's, in training as in service:"
              + " refuse, resize, or crop, which keeps the shorter side and cuts out the middle"
              + " (default: refuse).")
  private OtherSize otherSize;

  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      description =
          "With --other-size: the model's channels, height and width (default: those of the first image).")
  private String input;

  @Mixin private NormalisationArguments pixels;
  @Mixin private DeviceOption device;

  @Option(
      names = "--resume",
      description = "Go on from the checkpoint in --out, if there is one, to the same result.")
  private boolean resume;

  @Override
  public Integer call() throws IOException {
    device.use();
    DatasetLocation location = DatasetLocation.parse(dataset);
    Optional<ModelOutput> model = model();
    String called = name != null ? name : model.map(TrainCommand::nameOf).orElse("conv");
    TrainingOptions options =
        new TrainingOptions(
            new TrainingData(
                location,
                trainImages,
                testImages,
                testFrom,
                noise,
                Augmentation.parse(augment),
                workers != null ? workers : Runtime.getRuntime().availableProcessors()),
            TrainingOptions.Channels.parse(channels),
            attention.options(),
            hyperparameters(location),
            called,
            model.map(TrainCommand::beside).orElse(out != null ? out : Path.of(called)),
            resume,
            model);
    try {
      TrainedNetwork trained =
          Training.run(
              options, new ProgressLine(TerminalLine.onStandardOutput(), System::nanoTime));
      System.out.printf(
          "all test images: loss %.4f accuracy %.4f; training images without dropout: %.4f, %.4f%n",
          trained.last().everyTestImage().loss(),
          trained.last().everyTestImage().accuracy(),
          trained.last().trainingImages().loss(),
          trained.last().trainingImages().accuracy());
      System.out.println("conv stack: " + trained.convFile());
      System.out.println("history: " + trained.historyFile());
      trained.model().ifPresent(made -> print(made, model.orElseThrow().file()));
      return 0;
    } catch (TrainingFailedException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private Optional<ModelOutput> model() {
    if (out == null || !ModelFile.isNamed(out)) {
      if (otherSize != OtherSize.REFUSE || input != null || patience != null || pixels.areGiven()) {
        throw new IllegalArgumentException(
            "--other-size, --input, --patience, --mean and --std are of a model file; name one with"
                + " --out NAME"
                + ModelFile.ENDING);
      }
      return Optional.empty();
    }
    return Optional.of(
        new ModelOutput(
            out,
            validation,
            patience == null ? OptionalInt.empty() : OptionalInt.of(patience),
            otherSize,
            Optional.ofNullable(input).map(ImageShape::parse),
            pixels.mean(),
            pixels.std()));
  }

  /** Not NAME itself: that is what the folder of the images is often called. */
  private static Path beside(ModelOutput model) {
    return model.file().resolveSibling(nameOf(model) + ".training");
  }

  private static String nameOf(ModelOutput model) {
    String file = model.file().getFileName().toString();
    return file.substring(0, file.length() - ModelFile.ENDING.length());
  }

  private static void print(StoredModel model, Path file) {
    ModelScores scores = model.scores().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "model: %s, %s, %s; on %,d test images: loss %.4f accuracy %.4f%n",
        file,
        model.label(),
        model.features().origin().replaceFirst(".*; ", ""),
        scores.images(),
        scores.loss(),
        scores.accuracy());
    for (int i = 0; i < scores.perClass().size(); i++) {
      System.out.printf(
          Locale.ROOT,
          "  %s: %.4f of %,d%n",
          model.classes().of(i),
          scores.perClass().get(i).accuracy(),
          scores.perClass().get(i).images());
    }
  }

  private Hyperparameters hyperparameters(DatasetLocation location) {
    return new Hyperparameters(
        epochs != null ? epochs : Hyperparameters.paperEpochs(location),
        batch != null ? batch : Hyperparameters.paperBatch(location),
        learningRate,
        schedule,
        dropout,
        weightDecay,
        seed);
  }
}
