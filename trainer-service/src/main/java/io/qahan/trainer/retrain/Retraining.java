package io.qahan.trainer.retrain;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.DecodedImages;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.mask.SolveOptions.FirstMask;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.paper.Augmentation;
import io.qahan.trainer.paper.HeadFit;
import io.qahan.trainer.paper.ModelOutput;
import io.qahan.trainer.paper.ModelTrial;
import io.qahan.trainer.paper.Training;
import io.qahan.trainer.paper.TrainingData;
import io.qahan.trainer.paper.TrainingOptions;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.paper.network.Hyperparameters;
import io.qahan.trainer.paper.network.LearningRateSchedule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Trains a successor of a model on a window of the log, by Algorithm 1 with the model's own
 * attention, and holds both against each other on the newest tenth, which is kept out. A network in
 * TorchScript stays as it is: then only the head is fitted. For one thread, and one training of a
 * JVM at a time.
 */
public final class Retraining {
  /** Passes over the images, at most, unless somebody says otherwise. */
  public static final int EPOCHS = 20;

  /** How many epochs the best one may lie back, unless somebody says otherwise. */
  public static final int PATIENCE = 5;

  /** Adam's learning rate at the first step, unless somebody says otherwise; it falls to 0. */
  public static final double LEARNING_RATE = 0.001;

  /** So few labelled images prove nothing. */
  static final int LEAST = 50;

  private static final int TENTH = 10;
  private static final int VALIDATION = 5_000;
  private static final int BATCH = 32;
  private static final double DROPOUT = 0.5;

  /**
   * How to train.
   *
   * @param fromScratch from random weights, not from those that serve
   * @param epochs passes over the images, at most
   * @param patience how many epochs the best one may lie back
   * @param learningRate Adam's
   * @param seed of the order, the dropout and random weights
   * @param threads that solve masks
   */
  public record Options(
      boolean fromScratch, int epochs, int patience, double learningRate, long seed, int threads) {}

  private final StoredModel parent;
  private final DecodedImages learned;
  private final DecodedImages held;
  private final Options options;
  private final Path directory;

  private Retraining(StoredModel parent, DecodedImages window, Options options, Path directory) {
    int kept = Math.max(1, window.size() / TENTH);
    this.parent = parent;
    this.learned = new Part(window, 0, window.size() - kept);
    this.held = new Part(window, window.size() - kept, window.size());
    this.options = options;
    this.directory = directory;
  }

  /**
   * One that has something to learn from.
   *
   * @param parent what serves, with the newest of its heads
   * @param window labelled images, oldest first; stays the caller's to close
   * @param directory for checkpoint, history and candidate
   * @throws UnusableWindowException if the images are too few, or all of one class
   */
  public static Retraining of(
      StoredModel parent, DecodedImages window, Options options, Path directory) {
    if (window.size() < LEAST) {
      throw new UnusableWindowException(
          String.format(
              Locale.ROOT,
              "The window has [%d] images that can be learned from; it takes [%d] at least. Take a"
                  + " longer one, or label more.",
              window.size(),
              LEAST));
    }
    Retraining retraining = new Retraining(parent, window, options, directory);
    int[] classes =
        IntStream.range(0, retraining.learned.size())
            .map(retraining.learned::label)
            .distinct()
            .toArray();
    if (classes.length < 2) {
      throw new UnusableWindowException(
          "All images to learn from are of class [%s]: a model that learned from them would know no other. Take a longer window."
              .formatted(parent.classes().of(classes[0])));
    }
    return retraining;
  }

  /** Whether the network stays as it is, and only the head is fitted. */
  public boolean isOfHeadAlone() {
    return !(parent.features() instanceof FeatureSource.Paper);
  }

  /** Images to learn from, and those kept out. */
  public String parts() {
    return String.format(
        Locale.ROOT,
        "%,d images to learn from, the newest %,d kept out",
        learned.size(),
        held.size());
  }

  /**
   * Trains.
   *
   * @param resume whether to go on from the checkpoint of the same training, if there is one
   * @param told lines where only the head is fitted
   * @return the candidate, which is in {@link #file()} too
   * @throws io.qahan.trainer.paper.network.TrainingFailedException if the weights stopped being
   *     numbers, or the checkpoint is of another training
   */
  public StoredModel train(boolean resume, TrainingProgress progress, Consumer<String> told)
      throws IOException {
    Dataset dataset =
        new Dataset(
            "log-" + fingerprint(), learned.shape(), parent.classes().names(), learned, held);
    if (isOfHeadAlone()) {
      StoredModel first = options.fromScratch() ? parent.withHead(Optional.empty()) : parent;
      StoredModel fitted =
          HeadFit.of(
              first,
              new HeadFit.Options(
                  new DatasetLocation.AtHand(dataset),
                  learned.size(),
                  options.epochs(),
                  options.seed()),
              told);
      Files.createDirectories(directory);
      ModelFile.write(fitted, file());
      return fitted;
    }
    return Training.run(trainingOptions(dataset, resume), progress).model().orElseThrow();
  }

  /** Eight hexadecimal digits that stand for the images and their classes. */
  private String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < learned.size(); i++) {
        digest.update(learned.id(i).getBytes(StandardCharsets.UTF_8));
        digest.update(ByteBuffer.allocate(8).putInt(learned.label(i)).putInt(-1).array());
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Where the candidate is. */
  public Path file() {
    return directory.resolve(parent.name() + ModelFile.ENDING);
  }

  /**
   * Holds a candidate against what serves.
   *
   * @param serving with the newest of its heads
   */
  public Verdict judge(StoredModel serving, StoredModel candidate) {
    return Verdict.of(
        ModelTrial.of(serving, search(), held, options.seed()),
        ModelTrial.of(candidate, search(), held, options.seed()));
  }

  private TrainingOptions trainingOptions(Dataset dataset, boolean resume) {
    ConvShape shape = ((FeatureSource.Paper) parent.features()).shape();
    Hyperparameters hyper =
        new Hyperparameters(
            options.epochs(),
            BATCH,
            options.learningRate(),
            LearningRateSchedule.COSINE,
            DROPOUT,
            0,
            options.seed());
    return new TrainingOptions(
        new TrainingData(
            new DatasetLocation.AtHand(dataset),
            learned.size(),
            held.size(),
            0,
            Augmentation.NONE,
            options.threads()),
        new TrainingOptions.Channels(shape.hiddenChannels(), shape.outputChannels()),
        AttentionOptions.of(parent.attention(), search()),
        hyper,
        parent.name(),
        directory,
        resume,
        Optional.of(
            new ModelOutput(
                file(),
                VALIDATION,
                OptionalInt.of(options.patience()),
                parent.otherSize(),
                Optional.empty(),
                parent.features().normalisation().mean(),
                parent.features().normalisation().std())),
        options.fromScratch() ? Optional.empty() : Optional.of(parent));
  }

  /** A grid takes an exact method long, so it is the greedy one there, in training and in test. */
  private AttentionOptions.Search search() {
    boolean isGrid = parent.attention().grid().layout() == BlockLayout.SPATIAL;
    return new AttentionOptions.Search(
        isGrid ? "greedy" : "auto",
        OptionalInt.empty(),
        OptionalInt.empty(),
        FirstMask.GREEDY,
        true,
        options.threads());
  }

  /** Some of others, in their order. */
  private record Part(DecodedImages all, int from, int to) implements DecodedImages {
    @Override
    public ImageShape shape() {
      return all.shape();
    }

    @Override
    public int size() {
      return to - from;
    }

    @Override
    public PixelImage pixels(int index) {
      return all.pixels(from + index);
    }

    @Override
    public int label(int index) {
      return all.label(from + index);
    }

    @Override
    public String id(int index) {
      return all.id(from + index);
    }
  }
}
