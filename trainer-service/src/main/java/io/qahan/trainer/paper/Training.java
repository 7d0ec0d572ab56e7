package io.qahan.trainer.paper;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeightFile;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.image.PixelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Algorithm 1: trains the whole network of eq. 15 with Adam and cross entropy, and writes its conv
 * stack as the file that ingest loads. The same options on the same machine give the same weights.
 * One training of a JVM at a time.
 */
public final class Training {
  private static final double NANOS = 1e9;

  private final TrainingOptions options;
  private final TrainingProgress progress;
  private final LongSupplier nanoTime;
  private final Dataset dataset;
  private final Images train;
  private final Images test;
  private final List<Epoch> epochs = new ArrayList<>();

  private Training(TrainingOptions options, TrainingProgress progress, LongSupplier nanoTime) {
    this.options = options;
    this.progress = progress;
    this.nanoTime = nanoTime;
    this.dataset = options.dataset().open();
    this.train = Images.load(dataset.train(), options.trainImages(), dataset.shape());
    this.test = Images.load(dataset.test(), options.testImages(), dataset.shape());
  }

  /**
   * Trains from the first epoch to the last; the conv stack is written after each, so that the file
   * of the last whole epoch survives an interruption.
   *
   * @throws io.qahan.ingest.dataset.DatasetException if the images cannot be read
   * @throws TrainingFailedException if the weights stopped being numbers
   */
  public static TrainedNetwork run(TrainingOptions options, TrainingProgress progress)
      throws IOException {
    return new Training(options, progress, System::nanoTime).run();
  }

  private TrainedNetwork run() throws IOException {
    Path out = Files.createDirectories(options.out());
    Path convFile = out.resolve(options.name() + ".safetensors");
    Path historyFile = out.resolve("history.csv");
    TrainingHistory history = TrainingHistory.start(historyFile);
    ConvShape shape = ConvShape.of(dataset.shape());
    try (Network network =
        new Network(shape, dataset.classes(), options.attention().create(), options.hyper())) {
      ConvWeights conv = null;
      for (int number = 1; number <= options.hyper().epochs(); number++) {
        long began = nanoTime.getAsLong();
        Score score = epoch(network, number);
        double seconds = (nanoTime.getAsLong() - began) / NANOS;
        Score tested = tested(network);
        Epoch epoch = new Epoch(number, score, tested, seconds);
        epochs.add(epoch);
        history.append(epoch);
        conv = weights(network, tested);
        ConvWeightFile.write(conv, convFile);
        progress.finished(epoch);
      }
      return new TrainedNetwork(conv, epochs, convFile, historyFile);
    }
  }

  private Score epoch(Network network, int number) {
    int[] order = train.shuffled(options.hyper().seed(), number);
    long began = nanoTime.getAsLong();
    double loss = 0;
    double accuracy = 0;
    for (int from = 0; from < order.length; from += options.hyper().batch()) {
      int to = Math.min(order.length, from + options.hyper().batch());
      Score step = step(network, order, from, to);
      loss += step.loss() * (to - from);
      accuracy += step.accuracy() * (to - from);
      double rate = to / Math.max(1e-9, (nanoTime.getAsLong() - began) / NANOS);
      long left = (long) (options.hyper().epochs() - number + 1) * order.length - to;
      progress.stepped(
          new TrainingProgress.Step(
              number,
              options.hyper().epochs(),
              to,
              order.length,
              new Score(loss / to, accuracy / to),
              rate,
              left / rate));
    }
    return new Score(loss / order.length, accuracy / order.length);
  }

  private Score step(Network network, int[] order, int from, int to) {
    int inputs = dataset.shape().size();
    float[] pixels = new float[(to - from) * inputs];
    int[] labels = new int[to - from];
    for (int i = from; i < to; i++) {
      PixelImage image = train.pixels().get(order[i]);
      image.scaleInto(pixels, (i - from) * inputs);
      labels[i - from] = train.labels()[order[i]];
    }
    return network.step(pixels, labels);
  }

  private Score tested(Network network) {
    try {
      ConvWeights conv = network.convWeights(options.name(), "test");
      return Evaluation.of(conv, network.headWeights(), dataset.classes(), test);
    } catch (IllegalArgumentException e) { // weights that are no numbers
      throw new TrainingFailedException(
          "the conv stack has lost its footing: " + e.getMessage(), e);
    }
  }

  private ConvWeights weights(Network network, Score tested) {
    String origin =
        String.format(
            Locale.ROOT,
            "%s; test accuracy %.4f on %d images after epoch %d",
            options.command(),
            tested.accuracy(),
            test.size(),
            epochs.size());
    return network.convWeights(options.name(), origin);
  }
}
