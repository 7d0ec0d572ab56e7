package io.qahan.trainer.paper;

import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.Softmax;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.ModelScores;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.SeenFeatures;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.online.learning.LabelledExample;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Fits a head to the masked features of a network that stays as it is, by the steps of the online
 * training, over and over. What a stream would make of each image is made once. The same options on
 * the same machine give the same head.
 */
public final class HeadFit {
  private static final int PART = 100;
  private static final int PIXELS = 128 << 20; // bytes of images in memory
  private static final int BATCH = 32;
  private static final int TENTH = 10;

  private final StoredModel model;
  private final Dataset dataset;
  private final Options options;
  private final Consumer<String> progress;

  private HeadFit(StoredModel model, Dataset dataset, Options options, Consumer<String> progress) {
    this.model = model;
    this.dataset = dataset;
    this.options = options;
    this.progress = progress;
  }

  /**
   * What to fit to.
   *
   * @param images how many training images at most, evenly spaced; a tenth of them chooses the
   *     epoch
   * @param epochs passes over the others
   * @param seed of order and dropout
   */
  public record Options(DatasetLocation dataset, int images, int epochs, long seed) {
    public Options {
      if (images < 2 || epochs < 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "images [%d] must be at least 2 and epochs [%d] at least 1",
                images,
                epochs));
      }
    }
  }

  /**
   * The same model with a head, scored on the data set's test images.
   *
   * @param progress told a line an epoch
   * @throws DatasetException if the images cannot be used, or are of other classes
   */
  public static StoredModel of(StoredModel model, Options options, Consumer<String> progress) {
    Dataset dataset = options.dataset().open().withTest();
    checkClasses(model, dataset);
    if (dataset.test().size() == 0) {
      throw new DatasetException(
          "there are no test images to score the head on; put some into test/ beside train/");
    }
    return new HeadFit(model, dataset, options, progress).fitted();
  }

  /**
   * Refuses images of other classes than a model's: a label is the number of a class.
   *
   * @throws DatasetException if they are others, or in another order
   */
  public static void checkClasses(StoredModel model, Dataset dataset) {
    if (!dataset.classNames().equals(model.classes().names())) {
      throw new DatasetException(
          "the data set's classes are %s, the model's %s; they must be the same, in one order"
              .formatted(dataset.classNames(), model.classes().names()));
    }
  }

  private StoredModel fitted() {
    dataset.notes().forEach(progress);
    try (FeatureNetwork network = model.features().open();
        Attention attention = attention()) {
      List<LabelledExample> all = examples(dataset.train(), options.images(), network, attention);
      List<LabelledExample> kept = new ArrayList<>();
      List<LabelledExample> learned = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        (i % TENTH == 0 ? kept : learned).add(all.get(i));
      }
      Head head = best(learned, kept);
      ModelScores scores =
          scores(head, examples(dataset.test(), Integer.MAX_VALUE, network, attention));
      ModelOrigin origin = model.origin();
      return new StoredModel(
          model.name(),
          new ModelOrigin(
              origin.created(),
              String.format(
                  Locale.ROOT,
                  "%s --fit %s --images %d --epochs %d --seed %d",
                  origin.command(),
                  dataset.name(),
                  options.images(),
                  options.epochs(),
                  options.seed()),
              dataset.name(),
              options.seed(),
              origin.parent()),
          Optional.of(scores),
          model.otherSize(),
          model.features(),
          model.attention(),
          model.classes(),
          Optional.of(head));
    }
  }

  private Attention attention() {
    return AttentionOptions.of(model.attention(), AttentionOptions.Search.of("auto"))
        .create(model.features().shape(), options.seed());
  }

  private Head best(List<LabelledExample> learned, List<LabelledExample> kept) {
    LearningOptions learning =
        new LearningOptions(BATCH, 0.001, 0.5, options.seed(), 1).withoutGate();
    Random random = new Random(options.seed());
    List<LabelledExample> order = new ArrayList<>(learned);
    Head best = null;
    double most = -1;
    try (OnlineTraining training =
        OnlineTraining.start(model.firstHead(), learning, InstantSource.fixed(Instant.EPOCH))) {
      for (int epoch = 1; epoch <= options.epochs(); epoch++) {
        Collections.shuffle(order, random);
        order.forEach(training::add);
        training.flush();
        Head now = StoredModel.headOf(model.headShape(), training.weights());
        double accuracy = scores(now, kept).accuracy();
        progress.accept(
            String.format(
                Locale.ROOT,
                "epoch %d: accuracy %.4f on %,d images kept apart",
                epoch,
                accuracy,
                kept.size()));
        if (accuracy > most) {
          most = accuracy;
          best = now;
        }
      }
      return best;
    } catch (HeadRefusedException e) {
      throw new TrainingFailedException(e.getMessage(), e);
    }
  }

  private ModelScores scores(Head head, List<LabelledExample> examples) {
    int[] of = new int[model.classes().size()];
    int[] hits = new int[of.length];
    double loss = 0;
    for (LabelledExample example : examples) {
      float[] probabilities = head.probabilities(example.features());
      loss += Softmax.lossOf(probabilities, example.label());
      of[example.label()]++;
      hits[example.label()] += Softmax.argMax(probabilities) == example.label() ? 1 : 0;
    }
    return new ModelScores(
        examples.size(),
        loss / examples.size(),
        (double) Arrays.stream(hits).sum() / examples.size(),
        IntStream.range(0, of.length)
            .mapToObj(
                i -> new ModelScores.OfClass(of[i], of[i] == 0 ? 0 : (double) hits[i] / of[i]))
            .toList());
  }

  /**
   * What a stream would make of the images, evenly spaced: of many large ones some at a time, as
   * all their pixels need not fit in memory.
   */
  private List<LabelledExample> examples(
      LabelledImages source, int wanted, FeatureNetwork network, Attention attention) {
    ImageDecoder decoder =
        new ImageDecoder(network.shape().input(), ImageLimits.DEFAULT.with(model.otherSize()));
    int count = Math.min(wanted, source.size());
    int atOnce = Math.max(1, PIXELS / network.shape().input().size() / PART) * PART;
    List<LabelledExample> examples = new ArrayList<>(count);
    for (int start = 0; start < count; start += atOnce) {
      Images images =
          Images.load(
              new Some(source, count, start, Math.min(count, start + atOnce)),
              atOnce,
              decoder,
              Runtime.getRuntime().availableProcessors());
      for (int from = 0; from < images.size(); from += PART) {
        int to = Math.min(images.size(), from + PART);
        float[][] features = network.features(images.pixels().subList(from, to));
        List<Sparse> seen = SeenFeatures.of(features, attention, (start + from) / PART);
        for (int i = 0; i < seen.size(); i++) {
          examples.add(
              new LabelledExample(
                  Integer.toString(start + from + i), seen.get(i), images.labels()[from + i]));
        }
      }
    }
    return examples;
  }

  /**
   * Some of those that are evenly spaced among all.
   *
   * @param count how many are evenly spaced
   * @param from the first of them
   * @param to the one after the last of them
   */
  private record Some(LabelledImages all, int count, int from, int to) implements LabelledImages {
    @Override
    public int size() {
      return to - from;
    }

    @Override
    public LabelledImage get(int index) {
      return all.get((int) ((long) (from + index) * all.size() / count));
    }
  }
}
