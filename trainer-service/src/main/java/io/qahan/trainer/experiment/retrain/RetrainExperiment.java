package io.qahan.trainer.experiment.retrain;

import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.experiment.online.StreamFile;
import io.qahan.trainer.experiment.report.ExperimentListener;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.online.gate.RetrainRule;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.paper.HeadFit;
import io.qahan.trainer.paper.ModelOutput;
import io.qahan.trainer.paper.Training;
import io.qahan.trainer.paper.TrainingData;
import io.qahan.trainer.paper.TrainingOptions;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.paper.network.Hyperparameters;
import io.qahan.trainer.settings.DriftAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Streams that change in their middle: with a head that learns alone, with one that learns faster
 * after the alarm, and with a network that is retrained from what came. The network that serves
 * first is that of a model file, or is trained here, on images of the data set that no stream has,
 * so that its accuracy before the change is that of new images.
 */
public final class RetrainExperiment {
  public static final String NAME = "retrain";

  private static final int STREAM = 30_000;
  private static final int FIRST = 20_000;
  private static final int FIRST_EPOCHS = 12;
  private static final int QUICK_SHARE = 6;
  private static final int BATCH = 32;
  private static final int PUBLISH_EVERY = 10;
  private static final int BOOST_STEPS = 200;

  /** So much of a stream it takes until a change that comes little by little has come. */
  private static final int DRIFT_SHARE = 10;

  private final Scale scale;
  private final Optional<StoredModel> given;
  private final List<StreamChange> changes;
  private final Path out;
  private final ExperimentListener listener;
  private final Dataset dataset;
  private final int stream;
  private final int first;

  private RetrainExperiment(
      Scale scale,
      Optional<StoredModel> given,
      List<String> changes,
      Path out,
      ExperimentListener listener) {
    this.scale = scale;
    this.given = given;
    this.changes =
        changes.isEmpty()
            ? List.of(StreamChange.values())
            : changes.stream().map(StreamChange::of).toList();
    this.out = out;
    this.listener = listener;
    this.dataset = scale.dataset().open();
    int share = scale.trainImages() < STREAM ? QUICK_SHARE : 1;
    this.stream = STREAM / share;
    this.first = given.isPresent() ? 0 : FIRST / share;
    given.ifPresent(model -> HeadFit.checkClasses(model, dataset));
    if (dataset.train().size() < stream + first) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "data set [%s] has [%,d] training images; a stream and the network before it take"
                  + " [%,d]. Try --quick",
              dataset.name(),
              dataset.train().size(),
              stream + first));
    }
  }

  /**
   * Runs all streams that have not been run, and writes the report anew after each.
   *
   * @param model that serves first; empty: one is trained. With one there is no stream that a new
   *     class comes into, for the model knows it
   * @param changes by name; empty: all that such images can have
   * @return the report
   * @throws IllegalArgumentException if there is no such change
   */
  public static Path run(
      Scale scale,
      Optional<StoredModel> model,
      List<String> changes,
      String command,
      Path out,
      ExperimentListener listener)
      throws IOException {
    return new RetrainExperiment(scale, model, changes, out, listener).run(command);
  }

  private Path run(String command) throws IOException {
    String name =
        "%s-%s%s".formatted(NAME, scale.datasetName(), given.map(m -> "-" + m.name()).orElse(""));
    Path directory = Files.createDirectories(out.resolve(name));
    Path file = out.resolve(name + ".md");
    List<RetrainPlan> plans =
        RetrainPlan.all(stream).stream()
            .filter(plan -> changes.contains(plan.change()))
            .filter(plan -> plan.change().canBe(dataset.shape()))
            .filter(plan -> given.isEmpty() || plan.change() != StreamChange.NEW_CLASS)
            .toList();
    if (plans.isEmpty()) {
      throw new IllegalArgumentException(
          "none of the changes %s can be made to data set [%s]; a new class only without --model, colours only where there are some"
              .formatted(changes.stream().map(StreamChange::slug).toList(), dataset.name()));
    }
    List<RetrainPlan> finished = new ArrayList<>();
    List<RetrainResult> results = new ArrayList<>();
    for (RetrainPlan plan : plans) {
      finished.add(plan);
      results.add(result(plan, directory, finished.size(), plans.size()));
      RetrainCurves.draw(finished, results, out.resolve(name + ".png"));
      Report report = report(finished, results, name + ".png");
      WholeFile.write(file, report.paragraph("Made by `%s`.".formatted(command)).text());
    }
    return file;
  }

  private RetrainResult result(RetrainPlan plan, Path directory, int number, int of)
      throws IOException {
    StreamFile<RetrainResult> file =
        new StreamFile<>(
            directory.resolve(plan.slug() + ".json"), RetrainResult.class, RetrainResult::plan);
    Optional<RetrainResult> known = file.read(plan.toString());
    if (known.isPresent()) {
      return known.get();
    }
    MemoryImages images = images(plan.change());
    var progress =
        listener.begins(
            "%s, %s".formatted(plan.change().title(), plan.answer().title()), number, of);
    StoredModel model =
        given.isPresent() ? given.get() : first(plan.change(), images, directory, progress);
    int[] streamed = IntStream.range(first, first + stream).toArray();
    RetrainResult result =
        RetrainedStream.run(
            plan,
            model,
            images.at(streamed),
            new LearningOptions(BATCH, 0.001, 0.5, scale.seed(), PUBLISH_EVERY)
                .withAction(plan.isBoosted() ? DriftAction.BOOST : DriftAction.NONE, BOOST_STEPS),
            directory,
            progress);
    file.write(result);
    return result;
  }

  private StoredModel first(
      StreamChange change, MemoryImages images, Path directory, TrainingProgress progress)
      throws IOException {
    int[] before = IntStream.range(0, first).toArray();
    return Training.run(options(change, images.at(before), directory), progress)
        .model()
        .orElseThrow();
  }

  /** The first network, the same for changes that it sees the same images before. */
  private TrainingOptions options(StreamChange change, MemoryImages learned, Path directory) {
    String name = change == StreamChange.NEW_CLASS ? "first-without-last-class" : "first";
    Dataset set =
        new Dataset(
            scale.datasetName(),
            learned.shape(),
            dataset.classNames(),
            learned,
            learned.at(IntStream.range(0, 1000).toArray()));
    return new TrainingOptions(
        TrainingData.of(new DatasetLocation.AtHand(set), first, 1000),
        TrainingOptions.Channels.DEFAULT,
        AttentionOptions.of(Mechanism.QAHAM),
        Hyperparameters.of(scale.dataset(), FIRST_EPOCHS, scale.seed()),
        name,
        directory.resolve(name),
        true,
        Optional.of(
            new ModelOutput(
                directory.resolve(name + ".qahan"),
                first / 10,
                OptionalInt.empty(),
                OtherSize.REFUSE,
                Optional.empty())));
  }

  /** What the first network learns from, and then the stream, in a drawn order. */
  private MemoryImages images(StreamChange change) {
    int[] order = IntStream.range(0, dataset.train().size()).toArray();
    SplittableRandom random = new SplittableRandom(scale.seed());
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    ImageDecoder decoder = new ImageDecoder(dataset.shape(), ImageLimits.DEFAULT);
    int middle = first + stream / 2;
    List<PixelImage> pixels = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < order.length && pixels.size() < first + stream; i++) {
      LabelledImage image = dataset.train().get(order[i]);
      boolean after = pixels.size() >= middle;
      if (after || change.isThereBefore(image.label(), dataset.classes())) {
        PixelImage decoded = decoded(decoder, image);
        double share = Math.min(1, (pixels.size() + 1.0 - middle) * DRIFT_SHARE / stream);
        pixels.add(after ? change.of(decoded, order[i], share) : decoded);
        labels.add(image.label());
        ids.add(image.id());
      }
    }
    if (pixels.size() < first + stream) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "data set [%s] has too few images for change [%s]: without the last class before it"
                  + " there are [%,d], and it takes [%,d]. Try --quick, or other --changes",
              dataset.name(),
              change.slug(),
              pixels.size(),
              first + stream));
    }
    return new MemoryImages(
        List.copyOf(pixels), labels.stream().mapToInt(Integer::intValue).toArray(), ids);
  }

  private static PixelImage decoded(ImageDecoder decoder, LabelledImage image) {
    try {
      return decoder.decode(image.image());
    } catch (UndecodableImageException e) {
      throw new DatasetException(
          "image [%s] cannot be streamed: %s".formatted(image.id(), e.getMessage()), e);
    }
  }

  private Report report(List<RetrainPlan> plans, List<RetrainResult> results, String png) {
    RetrainPlan plan = plans.get(0);
    int end = stream / 15;
    Report report =
        new Report("Retraining from the log on %s".formatted(scale.datasetName()))
            .paragraph(
                String.format(
                    Locale.ROOT,
                    """
                    Streams of %,d images that change after %,d. %s Each image is answered by the model and head that serve when it comes; its label comes %,d images later, and the head learns from it \
                    (batch 32, Adam 0.001, dropout 0.5). With boost, as by default: for %d steps after an alarm at %d times the learning rate. Where the network is retrained: first %,d labels after the alarm, if the answers are below %.2f of their accuracy \
                    before it, and again when the labels since then have doubled, until they are within %.2f. It learns from what came since the alarm and a quarter as many images of before, \
                    from the weights that serve, and is judged on the newest tenth when %,d more images have come; what is better beyond chance (McNemar, p < 0.05) takes over \
                    between two images. Without Kafka, by the code of the services; how long a retraining took is measured, how many images come meanwhile is set. \
                    Accuracies are those of the answers.\
                    """,
                    stream,
                    plan.middle(),
                    given
                        .map(
                            model ->
                                "Model %s serves first; what it learned from, the file does not prove: on images that it knows accuracies before the change are higher than on new ones."
                                    .formatted(model.label()))
                        .orElseGet(
                            () ->
                                String.format(
                                    Locale.ROOT,
                                    "The network that serves first learned from %,d others (%d"
                                        + " epochs), so all of them are new to it.",
                                    first,
                                    FIRST_EPOCHS)),
                    plan.late(),
                    BOOST_STEPS,
                    LearningOptions.FASTER,
                    plan.labels(),
                    RetrainRule.RECOVERED,
                    RetrainRule.AS_GOOD,
                    plan.busy()));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      rows.add(cells(plans.get(i), results.get(i)));
    }
    report.table(
        List.of(
            "change",
            "network",
            String.format(Locale.ROOT, "last %,d before", end),
            String.format(Locale.ROOT, "first %,d after", end),
            String.format(Locale.ROOT, "last %,d", end),
            "0.95 of before after images",
            "alarms at",
            "superseded"),
        rows);
    report.picture(
        "Accuracy over images seen; with boost and retrained, diamonds: alarms; triangles: a"
            + " retraining began; squares: a network took over",
        png);
    for (int i = 0; i < results.size(); i++) {
      if (!results.get(i).retrainings().isEmpty()) {
        report.paragraph(
            "Retrainings of `%s`: %s."
                .formatted(
                    plans.get(i).slug(),
                    results.get(i).retrainings().stream()
                        .map(RetrainResult.Retrained::text)
                        .collect(Collectors.joining("; "))));
      }
    }
    return report;
  }

  private static List<String> cells(RetrainPlan plan, RetrainResult result) {
    int end = result.images() / 15;
    OptionalInt recovered = result.imagesTo(0.95);
    return List.of(
        plan.change().title(),
        plan.answer().title(),
        Report.digits(result.before()),
        Report.digits(result.accuracy(plan.middle(), plan.middle() + end)),
        Report.digits(result.last()),
        recovered.isPresent() ? Integer.toString(recovered.getAsInt()) : "not",
        result.alarms().isEmpty()
            ? "none"
            : result.alarms().stream().map(String::valueOf).collect(Collectors.joining(", ")),
        Integer.toString(result.superseded()));
  }
}
