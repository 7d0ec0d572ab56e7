package io.qahan.trainer.experiment.online;

import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.conv.ConvStackLocation;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.ExperimentListener;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.paper.HeadFit;
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
 * Online learning over frozen networks: the accuracy of answers while a head learns from labels
 * that come late, for all mechanisms, through planted drifts, with and without the publish gate.
 * The same training as the service's, without Kafka. Either over the conv stacks that ship, from a
 * head of zeros; then the rivals have to have learned where to look, so they are trained first, or
 * taken over from another experiment. Or over the network of a model file, by its masks and from
 * its head; then without the rivals, which learn where to look with a conv stack of their own.
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
  private final Optional<StoredModel> model;
  private final List<Mechanism> rivals;
  private final String name;
  private final Path out;
  private final ExperimentListener listener;
  private final Dataset dataset;
  private final OnlineImages images;
  private final List<OnlinePlan> plans;
  private final OnlineArchive archive;

  private OnlineExperiment(
      Scale scale, Optional<StoredModel> model, Path out, ExperimentListener listener) {
    this.scale = scale;
    this.model = model;
    this.rivals = model.isPresent() ? List.of() : RIVALS;
    this.name =
        scale.datasetName() + model.map(StoredModel::name).map(text -> "-" + text).orElse("");
    this.out = out;
    this.listener = listener;
    this.dataset = scale.dataset().open();
    model.ifPresent(file -> HeadFit.checkClasses(file, dataset));
    this.images =
        OnlineImages.of(dataset, Math.min(MOST_IMAGES, scale.trainImages()), scale.seed());
    this.plans = OnlinePlan.all(images.size(), model.isPresent() ? RIVALS : List.of());
    this.archive = new OnlineArchive(out.resolve(name + "-online"));
  }

  /**
   * Runs all streams that have not been run, and writes the report anew after each.
   *
   * @param model whose network stays as it is and whose head learns on; empty: the conv stack that
   *     ships for such images, and a head of zeros
   * @throws io.qahan.ingest.dataset.DatasetException if the images are of other classes than the
   *     model
   * @throws io.qahan.trainer.paper.network.TrainingFailedException if what is there is of other
   *     options
   */
  public static Path run(
      Scale scale,
      Optional<StoredModel> model,
      String command,
      Path out,
      ExperimentListener listener)
      throws IOException {
    return new OnlineExperiment(scale, model, out, listener).run(command);
  }

  private Path run(String command) throws IOException {
    network(Mechanism.NONE, List.of()).close(); // or the rivals would be trained for nothing
    Files.createDirectories(out);
    List<FinishedRun> trained = trained();
    List<OnlineResult> results = new ArrayList<>();
    Path file = out.resolve("%s-%s.md".formatted(NAME, name));
    String png = "%s-%s.png".formatted(NAME, name);
    for (OnlinePlan plan : plans) {
      results.add(result(plan, trained, results.size() + 1));
      OnlineCurves.draw(results, out.resolve(png));
      Report report = OnlineReport.of(name, model, images, results, png);
      if (!trained.isEmpty()) {
        report.commands(trained);
      }
      WholeFile.write(file, report.paragraph("Made by `%s`.".formatted(command)).text());
    }
    return file;
  }

  private List<FinishedRun> trained() throws IOException {
    List<FinishedRun> trained = new ArrayList<>();
    for (Mechanism mechanism : rivals) {
      PlannedRun plan = PlannedRun.of(scale, mechanism, 0);
      TrainingOptions options = plan.options(scale, out);
      String label = plan.label() + ", to look for the streams";
      trained.add(
          new FinishedRun(
              plan,
              options,
              Training.run(options, listener.begins(label, trained.size() + 1, steps()))));
    }
    return trained;
  }

  private int steps() {
    return rivals.size() + plans.size();
  }

  private OnlineResult result(OnlinePlan plan, List<FinishedRun> trained, int number)
      throws IOException {
    LearningOptions learning =
        new LearningOptions(BATCH, LEARNING_RATE, DROPOUT, scale.seed(), PUBLISH_EVERY);
    try (FrozenNetwork network = network(plan.mechanism(), trained)) {
      String stream = stream(plan, network.features(), learning);
      Optional<OnlineResult> known = archive.read(plan, stream);
      if (known.isPresent()) {
        return known.get();
      }
      String label = "%s, drift: %s".formatted(plan.label(), plan.drift().title());
      listener.begins(label, rivals.size() + number, steps());
      MaskedStream masked = new MaskedStream(images, plan.drift(), network);
      OnlineResult result =
          PrequentialStream.run(plan, masked, firstHead(network.features()), learning);
      archive.write(result, stream);
      return result;
    }
  }

  private Head firstHead(FeatureNetwork features) {
    return model
        .map(StoredModel::firstHead)
        .orElseGet(
            () ->
                Head.untrained(
                    new HeadShape(
                        images.classes(), features.shape().features(), features.version())));
  }

  /** All that a result follows from. The version of a rival's conv stack stands for its network. */
  private String stream(OnlinePlan plan, FeatureNetwork features, LearningOptions learning) {
    return String.format(
        Locale.ROOT,
        "%s, drift: %s; %d %s images of %s, %s; batch %d, Adam %s, dropout %s, seed %d,"
            + " a head every %d steps",
        plan.label(),
        plan.drift().title(),
        images.size(),
        images.areUnseen() ? "test" : "training",
        scale.datasetName(),
        model
            .map(file -> "model " + file.name() + " " + file.version())
            .orElse("conv stack " + features.version()),
        learning.batch(),
        learning.learningRate(),
        learning.dropout(),
        learning.seed(),
        learning.publishEvery());
  }

  private FrozenNetwork network(Mechanism mechanism, List<FinishedRun> trained) throws IOException {
    if (model.isPresent()) {
      return FrozenNetwork.of(model.get(), mechanism, scale.seed());
    }
    for (FinishedRun rival : trained) {
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
        "no conv stack ships for the [%s] images of data set [%s]; maybe take mnist:DIR or cifar10:DIR, or a model file of such images with --model"
            .formatted(dataset.shape(), dataset.name()));
  }
}
