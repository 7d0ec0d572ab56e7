package io.qahan.trainer.experiment.online;

import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.Softmax;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.attention.SeenFeatures;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.online.learning.LabelledExample;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * How good a head gets that learns from inverted images alone, over convolutions that never saw
 * any: what part of a loss after a change is theirs, and what part only takes time.
 *
 * @param of all that it follows from, in words
 * @param trained images in a pass
 * @param tested other images, inverted too
 * @param rightAfterOne how many of these are told rightly after one pass
 * @param rightAfterTen after ten
 */
record HeadCeiling(String of, int trained, int tested, int rightAfterOne, int rightAfterTen) {
  private static final int MOST = 30_000;
  private static final int PASSES = 10;
  private static final int PART = 100;

  /** Opens the network. */
  interface Opening {
    FrozenNetwork open() throws IOException;
  }

  /**
   * Reads what is there, or measures.
   *
   * @param first the head to learn on from, over a network
   * @param directory where it is kept
   */
  static HeadCeiling of(
      Dataset given,
      Scale scale,
      Opening opening,
      Function<FeatureNetwork, Head> first,
      LearningOptions learning,
      Path directory)
      throws IOException {
    Dataset dataset = given.withTest();
    int trained = Math.min(Math.min(MOST, scale.trainImages()), dataset.train().size());
    try (FrozenNetwork network = opening.open()) {
      int tested =
          scale.trainImages() < MOST
              ? Math.min(scale.testImages(), dataset.test().size())
              : dataset.test().size();
      String words =
          String.format(
              Locale.ROOT,
              "%d inverted training images of %s, %d test images, %s, seed %d",
              trained,
              scale.datasetName(),
              tested,
              network.features().version(),
              learning.seed());
      StreamFile<HeadCeiling> file =
          new StreamFile<>(
              directory.resolve("inverted-heads.json"), HeadCeiling.class, HeadCeiling::of);
      Optional<HeadCeiling> known = file.read(words);
      if (known.isPresent()) {
        return known.get();
      }
      List<LabelledExample> train = inverted(dataset, dataset.train(), trained, network);
      List<LabelledExample> test = inverted(dataset, dataset.test(), tested, network);
      HeadCeiling measured =
          measured(words, train, test, first.apply(network.features()), learning);
      file.write(measured);
      return measured;
    }
  }

  private static HeadCeiling measured(
      String words,
      List<LabelledExample> train,
      List<LabelledExample> test,
      Head first,
      LearningOptions learning) {
    int afterOne = 0;
    try (OnlineTraining training =
        OnlineTraining.start(first, learning.withoutGate(), InstantSource.fixed(Instant.EPOCH))) {
      for (int pass = 1; pass <= PASSES; pass++) {
        train.forEach(training::add);
        training.flush();
        afterOne = pass == 1 ? right(training, first, test) : afterOne;
      }
      return new HeadCeiling(
          words, train.size(), test.size(), afterOne, right(training, first, test));
    }
  }

  private static int right(OnlineTraining training, Head first, List<LabelledExample> test) {
    try {
      Head now = StoredModel.headOf(first.shape(), training.weights());
      return (int)
          test.stream()
              .filter(image -> Softmax.argMax(now.probabilities(image.features())) == image.label())
              .count();
    } catch (HeadRefusedException e) {
      throw new TrainingFailedException(e.getMessage(), e);
    }
  }

  private static List<LabelledExample> inverted(
      Dataset dataset, LabelledImages images, int count, FrozenNetwork network) {
    ImageDecoder decoder =
        new ImageDecoder(
            network.features().shape().input(), ImageLimits.DEFAULT.with(network.otherSize()));
    List<LabelledExample> examples = new ArrayList<>();
    for (int from = 0; from < count; from += PART) {
      List<LabelledImage> part = new ArrayList<>();
      List<PixelImage> pixels = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + PART); i++) {
        LabelledImage image = images.get((int) ((long) i * images.size() / count));
        part.add(image);
        try {
          pixels.add(PlantedDrift.CONTRAST.changed(decoder.decode(image.image())));
        } catch (UndecodableImageException e) {
          throw new DatasetException(
              "image [%s] of [%s] cannot be used: %s"
                  .formatted(image.id(), dataset.name(), e.getMessage()),
              e);
        }
      }
      List<Sparse> masked =
          SeenFeatures.of(network.features().features(pixels), network.attention(), from / PART);
      for (int i = 0; i < part.size(); i++) {
        examples.add(new LabelledExample(part.get(i).id(), masked.get(i), part.get(i).label()));
      }
    }
    return examples;
  }
}
