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
import io.qahan.trainer.online.learning.LabelledExample;
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
 * that come late: through planted drifts, by each test for drift and with each action; and for all
 * mechanisms, with and without the publish gate. The same training as the service's, without Kafka.
 * Either over the conv stacks that ship, from a head of zeros; then the rivals have to have learned
 * where to look, so they are trained first, or taken over from another experiment. Or over the
 * network of a model file, by its masks and from its head; then without the rivals, which learn
 * where to look with a conv stack of their own.
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
  private final List<OnlinePlan> answers;
  private final OnlineArchive archive;
  private List<List<LabelledExample>> kept = List.of();
  private String keptOf = "";

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
    this.answers = OnlinePlan.answers(images.size(), images.size() == MOST_IMAGES);
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
    answerDrifts(command);
    List<FinishedRun> trained = trained();
    List<OnlineResult> results = new ArrayList<>();
    Path file = out.resolve("%s-%s.md".formatted(NAME, name));
    String png = "%s-%s.png".formatted(NAME, name);
    for (OnlinePlan plan : plans) {
      results.add(result(plan, trained, answered() + rivals.size() + results.size() + 1));
      OnlineCurves.draw(results, out.resolve(png));
      Report report = OnlineReport.of(name, model, images, results, png);
      if (!trained.isEmpty()) {
        report.commands(trained);
      }
      WholeFile.write(file, report.paragraph("Made by `%s`.".formatted(command)).text());
    }
    return file;
  }

  /** Streams through every change, and how good a head over the network can get after one. */
  private void answerDrifts(String command) throws IOException {
    Path file = out.resolve("drift-%s.md".formatted(name));
    List<OnlineResult> results = new ArrayList<>();
    for (OnlinePlan plan : answers) {
      results.add(result(plan, List.of(), results.size() + 1));
      WholeFile.write(
          file,
          DriftReport.of(name, ordered(0), results, Optional.empty())
              .paragraph("Made by `%s`.".formatted(command))
              .text());
    }
    listener.begins("heads over inverted images", answers.size() + 1, steps());
    HeadCeiling ceiling =
        HeadCeiling.of(
            dataset,
            scale,
            () -> network(Mechanism.QAHAM, List.of()),
            this::firstHead,
            learning(0),
            out.resolve(name + "-online"));
    WholeFile.write(
        file,
        DriftReport.of(name, ordered(0), results, Optional.of(ceiling))
            .paragraph("Made by `%s`.".formatted(command))
            .text());
  }

  private OnlineImages ordered(int order) {
    return order == 0 ? images : OnlineImages.of(dataset, images.size(), scale.seed() + order);
  }

  private LearningOptions learning(int order) {
    return new LearningOptions(BATCH, LEARNING_RATE, DROPOUT, scale.seed() + order, PUBLISH_EVERY);
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
              Training.run(
                  options, listener.begins(label, answered() + trained.size() + 1, steps()))));
    }
    return trained;
  }

  private int steps() {
    return answered() + rivals.size() + plans.size();
  }

  /** Steps that come before the mechanisms. */
  private int answered() {
    return answers.size() + 1;
  }

  private OnlineResult result(OnlinePlan plan, List<FinishedRun> trained, int number)
      throws IOException {
    LearningOptions learning = learning(plan.order());
    try (FrozenNetwork network = network(plan.mechanism(), trained)) {
      String stream = stream(plan, network.features(), learning);
      Optional<OnlineResult> known = archive.read(plan, stream);
      if (known.isPresent()) {
        return known.get();
      }
      String label = "%s, drift: %s".formatted(plan.label(), plan.drift().title());
      listener.begins(label, number, steps());
      OnlineResult result =
          PrequentialStream.run(
              plan, examples(plan, network), firstHead(network.features()), learning);
      archive.write(result, stream);
      return result;
    }
  }

  /** Kept from one stream to the next of the same change and order, where masks make them small. */
  private Iterable<List<LabelledExample>> examples(OnlinePlan plan, FrozenNetwork network) {
    MaskedStream stream = new MaskedStream(ordered(plan.order()), plan.drift(), network);
    if (!answers.contains(plan) || plan.mechanism() == Mechanism.NONE) {
      return stream;
    }
    String made = plan.drift() + " " + plan.order();
    if (!made.equals(keptOf)) {
      kept = new ArrayList<>();
      stream.forEach(kept::add);
      keptOf = made;
    }
    return kept;
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
        "%s, detector %s, action %s, order %d, drift: %s; %d %s images of %s, %s; batch %d, Adam %s,"
            + " dropout %s, seed %d, a head every %d steps, older images in the gate",
        plan.label(),
        OnlinePlan.word(plan.detection()),
        OnlinePlan.word(plan.action()),
        plan.order() + 1,
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
