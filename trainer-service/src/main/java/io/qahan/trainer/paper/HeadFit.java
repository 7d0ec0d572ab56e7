package io.qahan.trainer.paper;

import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.ModelScores;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.online.learning.LabelledExample;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Fits a head to the masked features of a network that stays as it is, by the steps of the online
 * training, over and over. What a stream would make of each image is made once. The same options on
 * the same machine give the same head.
 */
public final class HeadFit {
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
    try (StreamedImages streamed =
        new StreamedImages(model, AttentionOptions.Search.of("auto"), options.seed())) {
      List<LabelledExample> all = new ArrayList<>();
      streamed.forEach(dataset.train(), options.images(), all::add);
      List<LabelledExample> kept = new ArrayList<>();
      List<LabelledExample> learned = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        (i % TENTH == 0 ? kept : learned).add(all.get(i));
      }
      Head head = best(learned, kept);
      List<LabelledExample> test = new ArrayList<>();
      streamed.forEach(dataset.test(), Integer.MAX_VALUE, test::add);
      ModelScores scores = ModelTrial.of(head, test).scores();
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
        double accuracy = ModelTrial.of(now, kept).scores().accuracy();
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
}
