package io.qahan.trainer.paper;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeightFile;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.paper.history.Checkpoint;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.history.Hits;
import io.qahan.trainer.paper.history.LastScores;
import io.qahan.trainer.paper.history.MaskSummary;
import io.qahan.trainer.paper.history.TrainingHistory;
import io.qahan.trainer.paper.network.Batch;
import io.qahan.trainer.paper.network.LearningRateSchedule;
import io.qahan.trainer.paper.network.Network;
import io.qahan.trainer.paper.network.Score;
import io.qahan.trainer.paper.network.StepResult;
import io.qahan.trainer.paper.network.StepTimes;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Algorithm 1: trains the whole network of eq. 15 with Adam and cross entropy, and writes its conv
 * stack as the file that ingest loads. The same options on the same machine give the same weights,
 * whether or not the training was interrupted between two epochs. One training of a JVM at a time.
 */
public final class Training {
  private static final double NANOS = 1e9;
  private static final int TEST_BATCH = 100;

  private final TrainingOptions options;
  private final TrainingProgress progress;
  private final LongSupplier nanoTime;
  private final Dataset dataset;
  private final TrainingSet set;
  private final Optional<ModelMaker> maker;
  private final Path convFile;
  private final Path checkpointFile;
  private final Path bestFile;
  private final TrainingHistory history;
  private final List<Epoch> epochs = new ArrayList<>();

  private Training(TrainingOptions options, TrainingProgress progress, LongSupplier nanoTime)
      throws IOException {
    this.options = options;
    this.progress = progress;
    this.nanoTime = nanoTime;
    this.dataset = options.data().dataset().open().withTest();
    ImageShape taken = options.model().flatMap(ModelOutput::shape).orElse(dataset.shape());
    this.maker = // before the images: what cannot be written need not be trained
        options
            .model()
            .map(
                output ->
                    ModelMaker.of(
                        options, output, dataset.classNames(), options.channels().over(taken)));
    this.set = TrainingSet.of(options, dataset);
    Path out = Files.createDirectories(options.out());
    this.convFile = out.resolve(options.name() + ".safetensors");
    this.checkpointFile = checkpointFile(out);
    this.bestFile = out.resolve("best.safetensors");
    this.history = TrainingHistory.in(out);
  }

  /**
   * Trains from the first epoch, or the one after the checkpoint's, to the last. Conv stack,
   * history and checkpoint are written after each, the checkpoint last.
   *
   * @throws io.qahan.ingest.dataset.DatasetException if the images cannot be read
   * @throws TrainingFailedException if the weights stopped being numbers, or the checkpoint is of
   *     another training or of more epochs
   */
  public static TrainedNetwork run(TrainingOptions options, TrainingProgress progress)
      throws IOException {
    return new Training(options, progress, System::nanoTime).run();
  }

  /**
   * Forgets what a training in a directory would resume from: what is trained there next is
   * another, and may be killed before it has a checkpoint of its own.
   */
  public static void forget(Path out) throws IOException {
    Files.deleteIfExists(checkpointFile(out));
  }

  /** Where a training keeps what it resumes from. */
  static Path checkpointFile(Path out) {
    return out.resolve("checkpoint.safetensors");
  }

  private TrainedNetwork run() throws IOException {
    ConvShape shape = options.channels().over(set.shape());
    progress.opened(lines(shape));
    try (Network network = network(shape)) {
      resume(network);
      while (epochs.size() < options.hyper().epochs() && !isOutOfPatience()) {
        Epoch epoch = epoch(network, epochs.size() + 1);
        epochs.add(epoch);
        ConvWeightFile.write(weights(network), convFile);
        history.write(new TrainingHistory.History(options.command(), epochs, null));
        if (maker.isPresent() && best().number() == epoch.number()) {
          new Checkpoint(options.training(), epochs, network.state()).write(bestFile);
        }
        new Checkpoint(options.training(), epochs, network.state()).write(checkpointFile);
        progress.finished(epoch);
      }
      ConvWeights conv = weights(network);
      LastScores last = last(network);
      Optional<StoredModel> model = Optional.empty();
      if (maker.isPresent()) {
        model = Optional.of(model(network, maker.get()));
      }
      return new TrainedNetwork(conv, epochs, last, convFile, history.csv(), model);
    }
  }

  private List<String> lines(ConvShape shape) {
    List<String> lines = new ArrayList<>(set.lines());
    options.attention().note(shape).ifPresent(lines::add);
    return lines;
  }

  private Network network(ConvShape shape) {
    Attention attention = options.attention().create(shape, options.hyper().seed());
    if (options.parent().isEmpty()) {
      return new Network(
          shape, dataset.classes(), attention, options.hyper(), set.train().size(), nanoTime);
    }
    StoredModel parent = options.parent().get();
    return new Network(
        ((FeatureSource.Paper) parent.features()).weights(),
        parent.firstHead().weights(),
        dataset.classes(),
        attention,
        options.hyper(),
        set.train().size(),
        nanoTime);
  }

  /** Whether the best epoch lies further back than it may: it follows from the epochs alone. */
  private boolean isOutOfPatience() {
    OptionalInt patience = options.model().map(ModelOutput::patience).orElseGet(OptionalInt::empty);
    return patience.isPresent()
        && !epochs.isEmpty()
        && epochs.size() - best().number() >= patience.getAsInt();
  }

  /** The epoch that did best on the validation images, the first of equals. */
  private Epoch best() {
    Epoch best = epochs.get(0);
    for (Epoch epoch : epochs) {
      best = epoch.isBetterThan(best) ? epoch : best;
    }
    return best;
  }

  /** Writes the network of the best epoch, which takes the place of the last. */
  private StoredModel model(Network network, ModelMaker maker) throws IOException {
    Checkpoint best = Checkpoint.read(bestFile);
    if (!best.command().equals(options.training()) || best.epochs().size() != best().number()) {
      throw new TrainingFailedException(
          "[%s] is not of the best epoch [%s] of this training; train again without --resume"
              .formatted(bestFile, best().number()),
          null);
    }
    network.restore(best.network());
    return maker.write(network, everyTest(), best(), epochs.size());
  }

  private Images everyTest() {
    return Images.load(set.everyTest(), Integer.MAX_VALUE, set.decoder(), options.data().workers())
        .with(set.train().normalisation());
  }

  /** Measured once: a finished training that is asked for again has it in its history. */
  private LastScores last(Network network) throws IOException {
    Optional<LastScores> known =
        options.resume()
            ? history
                .read()
                .filter(past -> past.command().equals(options.command()))
                .map(TrainingHistory.History::last)
            : Optional.empty();
    if (known.isPresent()) {
      return known.get();
    }
    Images every = everyTest();
    LastScores last =
        new LastScores(
            tested(network, every, options.testNoise()),
            tested(network, set.train(), options.trainNoise()),
            hits(network, every));
    history.write(new TrainingHistory.History(options.command(), epochs, last));
    return last;
  }

  private void resume(Network network) throws IOException {
    if (!options.resume() || !Files.exists(checkpointFile)) {
      return;
    }
    Checkpoint checkpoint = Checkpoint.read(checkpointFile);
    if (!checkpoint.command().equals(options.training())) {
      throw new TrainingFailedException(
          """
          checkpoint [%s] is of another training:
            %s
          not of
            %s
          Give the same options, or another --out.%s\
          """
              .formatted(checkpointFile, checkpoint.command(), options.training(), onEpochs()),
          null);
    }
    if (checkpoint.epochs().size() > options.hyper().epochs()) {
      throw new TrainingFailedException(
          String.format(
              Locale.ROOT,
              "checkpoint [%s] is of [%d] epochs, more than the [%d] asked for; ask for as many, or"
                  + " give another --out",
              checkpointFile,
              checkpoint.epochs().size(),
              options.hyper().epochs()),
          null);
    }
    network.restore(checkpoint.network());
    epochs.addAll(checkpoint.epochs());
    progress.resumed(epochs.size());
  }

  private String onEpochs() {
    return options.hyper().schedule() == LearningRateSchedule.COSINE
        ? " A cosine schedule ends with --epochs, so these must be the same too: such a training"
            + " cannot be prolonged."
        : "";
  }

  private Epoch epoch(Network network, int number) {
    long seed = options.hyper().seed();
    int[] order = set.train().shuffled(seed, number);
    Noise noise = options.trainNoise();
    Images.View view =
        (values, from, shape, image) -> {
          options.data().augmentation().apply(values, from, shape, seed, number, image);
          noise.addTo(values, from, shape, set.train().normalisation(), image);
        };
    EpochSums sums = new EpochSums();
    network.beginEpoch();
    long began = nanoTime.getAsLong();
    for (int from = 0; from < order.length; from += options.hyper().batch()) {
      int to = Math.min(order.length, from + options.hyper().batch());
      int[] chosen = Arrays.copyOfRange(order, from, to);
      sums.add(step(network, set.train().batch(chosen, view)), chosen.length);
      progress.stepped(progressOf(number, order.length, sums, nanoTime.getAsLong() - began));
    }
    double seconds = (nanoTime.getAsLong() - began) / NANOS;
    return new Epoch(
        number,
        sums.score(),
        tested(network, set.test(), options.testNoise()),
        sums.masks(),
        sums.times(),
        seconds,
        set.validation().map(images -> tested(network, images, options.testNoise())).orElse(null));
  }

  private TrainingProgress.Step progressOf(int number, int images, EpochSums sums, long nanos) {
    double rate = sums.images() / Math.max(1e-9, nanos / NANOS);
    long left = (long) (options.hyper().epochs() - number + 1) * images - sums.images();
    return new TrainingProgress.Step(
        number, options.hyper().epochs(), sums.images(), images, sums.score(), rate, left / rate);
  }

  private static StepResult step(Network network, Batch batch) {
    try {
      return network.step(batch);
    } catch (IllegalArgumentException e) { // features that are no numbers
      throw new TrainingFailedException(
          "the network has lost its footing (%s); train with a smaller learning rate"
              .formatted(e.getMessage()),
          e);
    }
  }

  private Score tested(Network network, Images images, Noise noise) {
    double loss = 0;
    double accuracy = 0;
    for (int from = 0; from < images.size(); from += TEST_BATCH) {
      int[] chosen = IntStream.range(from, Math.min(images.size(), from + TEST_BATCH)).toArray();
      Score score = network.test(images.batch(chosen, noise), from / TEST_BATCH);
      loss += score.loss() * chosen.length;
      accuracy += score.accuracy() * chosen.length;
    }
    return new Score(loss / images.size(), accuracy / images.size());
  }

  private Hits hits(Network network, Images images) {
    boolean[] hits = new boolean[images.size()];
    for (int from = 0; from < images.size(); from += TEST_BATCH) {
      int[] chosen = IntStream.range(from, Math.min(images.size(), from + TEST_BATCH)).toArray();
      boolean[] some =
          network.examine(images.batch(chosen, options.testNoise()), from / TEST_BATCH).hits();
      System.arraycopy(some, 0, hits, from, some.length);
    }
    return Hits.of(hits);
  }

  private ConvWeights weights(Network network) {
    String origin =
        String.format(
            Locale.ROOT,
            "%s; test accuracy %.4f on %d images after epoch %d",
            options.command(),
            epochs.get(epochs.size() - 1).test().accuracy(),
            set.test().size(),
            epochs.size());
    return network.convWeights(options.name(), origin);
  }

  /** Adds up the steps of an epoch. For one thread. */
  private static final class EpochSums {
    private final MaskSummary.Sums masks = new MaskSummary.Sums();
    private StepTimes times = StepTimes.NONE;
    private int images;
    private double loss;
    private double hits;

    void add(StepResult step, int count) {
      images += count;
      loss += step.score().loss() * count;
      hits += step.score().accuracy() * count;
      masks.add(count, step.kept(), step.masks());
      times = times.plus(step.times());
    }

    int images() {
      return images;
    }

    /** Mean over the images so far. */
    Score score() {
      return new Score(loss / images, hits / images);
    }

    MaskSummary masks() {
      return masks.summary();
    }

    StepTimes times() {
      return times;
    }
  }
}
