package io.qahan.trainer.experiment.online;

import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.conv.ConvStackLocation;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.head.HeadShape;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.ExperimentListener;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.paper.Training;
import io.qahan.trainer.paper.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Online learning over frozen conv stacks: the accuracy of answers while a head learns from labels
 * that come late, for all mechanisms, through planted drifts, with and without the publish gate.
 * The same training as the service's, without Kafka. The rivals have to have learned where to look,
 * so they are trained first, or taken over from another experiment.
 */
public final class OnlineExperiment {
  public static final String NAME = "online";

  private static final List<Mechanism> RIVALS = List.of(Mechanism.MNIH, Mechanism.ELSAYED);
  private static final int MOST_IMAGES = 20_000;
  private static final int BATCH = 32;
  private static final double LEARNING_RATE = 0.001;
  private static final double DROPOUT = 0.5;
  private static final int PUBLISH_EVERY = 10;

  private final Scale scale;
  private final Path out;
  private final ExperimentListener listener;
  private final Dataset dataset;
  private final OnlineImages images;
  private final List<OnlinePlan> plans;
  private final OnlineArchive archive;

  private OnlineExperiment(Scale scale, Path out, ExperimentListener listener) {
    this.scale = scale;
    this.out = out;
    this.listener = listener;
    this.dataset = scale.dataset().open();
    this.images =
        OnlineImages.of(dataset, Math.min(MOST_IMAGES, scale.trainImages()), scale.seed());
    this.plans = OnlinePlan.all(images.size());
    this.archive = new OnlineArchive(out.resolve(scale.datasetName() + "-online"));
  }

  /**
   * Runs all streams that have not been run, and writes the report anew after each.
   *
   * @throws io.qahan.trainer.paper.network.TrainingFailedException if what is there is of other
   *     options
   */
  public static Path run(Scale scale, String command, Path out, ExperimentListener listener)
      throws IOException {
    return new OnlineExperiment(scale, out, listener).run(command);
  }

  private Path run(String command) throws IOException {
    shipped().close(); // there is one, or the rivals would be trained for nothing
    Files.createDirectories(out);
    List<FinishedRun> rivals = rivals();
    List<OnlineResult> results = new ArrayList<>();
    Path file = out.resolve("%s-%s.md".formatted(NAME, scale.datasetName()));
    String png = "%s-%s.png".formatted(NAME, scale.datasetName());
    for (OnlinePlan plan : plans) {
      results.add(result(plan, rivals, results.size() + 1));
      OnlineCurves.draw(results, out.resolve(png));
      WholeFile.write(
          file,
          OnlineReport.of(scale, images, results, png)
              .commands(rivals)
              .paragraph("Made by `%s`.".formatted(command))
              .text());
    }
    return file;
  }

  private List<FinishedRun> rivals() throws IOException {
    List<FinishedRun> rivals = new ArrayList<>();
    for (Mechanism mechanism : RIVALS) {
      PlannedRun plan = PlannedRun.of(scale, mechanism, 0);
      TrainingOptions options = plan.options(scale, out);
      String label = plan.label() + ", to look for the streams";
      rivals.add(
          new FinishedRun(
              plan,
              options,
              Training.run(options, listener.begins(label, rivals.size() + 1, steps()))));
    }
    return rivals;
  }

  private int steps() {
    return RIVALS.size() + plans.size();
  }

  private OnlineResult result(OnlinePlan plan, List<FinishedRun> rivals, int number)
      throws IOException {
    LearningOptions learning =
        new LearningOptions(BATCH, LEARNING_RATE, DROPOUT, scale.seed(), PUBLISH_EVERY);
    try (FrozenNetwork network = network(plan.mechanism(), rivals)) {
      String stream = stream(plan, network.conv(), learning);
      Optional<OnlineResult> known = archive.read(plan, stream);
      if (known.isPresent()) {
        return known.get();
      }
      String label = "%s, drift: %s".formatted(plan.label(), plan.drift().title());
      listener.begins(label, RIVALS.size() + number, steps());
      OnlineResult result;
      try (MaskedStream masked = new MaskedStream(images, plan.drift(), network)) {
        ConvStack conv = network.conv();
        HeadShape shape = new HeadShape(images.classes(), conv.shape().features(), conv.version());
        result = PrequentialStream.run(plan, masked, shape, learning);
      }
      archive.write(result, stream);
      return result;
    }
  }

  /** All that a result follows from. The version of a rival's conv stack stands for its network. */
  private String stream(OnlinePlan plan, ConvStack conv, LearningOptions learning) {
    return String.format(
        Locale.ROOT,
        "%s, drift: %s; %d %s images of %s, conv stack %s; batch %d, Adam %s, dropout %s, seed %d,"
            + " a head every %d steps",
        plan.label(),
        plan.drift().title(),
        images.size(),
        images.areUnseen() ? "test" : "training",
        scale.datasetName(),
        conv.version(),
        learning.batch(),
        learning.learningRate(),
        learning.dropout(),
        learning.seed(),
        learning.publishEvery());
  }

  private FrozenNetwork network(Mechanism mechanism, List<FinishedRun> rivals) throws IOException {
    for (FinishedRun rival : rivals) {
      if (rival.plan().attention().mechanism() == mechanism) {
        return FrozenNetwork.of(rival);
      }
    }
    return FrozenNetwork.of(shipped(), mechanism, scale.seed());
  }

  /** The conv stack that ships for images of this shape. */
  private ConvStack shipped() {
    for (String name : ConvStackLocation.BUILTIN) {
      ConvStack conv = new ConvStackLocation.Builtin(name).open();
      if (conv.shape().input().equals(dataset.shape())) {
        return conv;
      }
      conv.close();
    }
    throw new IllegalArgumentException(
        "no conv stack ships for the [%s] images of data set [%s]; maybe take mnist:DIR or cifar10:DIR"
            .formatted(dataset.shape(), dataset.name()));
  }
}
