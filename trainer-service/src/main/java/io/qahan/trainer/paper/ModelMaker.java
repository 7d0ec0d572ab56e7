package io.qahan.trainer.paper;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.ModelScores;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.network.Examined;
import io.qahan.trainer.paper.network.Network;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes the model file of a training; what would forbid it is known before the first step. */
final class ModelMaker {
  private static final int BATCH = 100;

  private final TrainingOptions options;
  private final ModelOutput output;
  private final ClassNames classes;
  private final MaskTerms terms;

  private ModelMaker(
      TrainingOptions options, ModelOutput output, ClassNames classes, MaskTerms terms) {
    this.options = options;
    this.output = output;
    this.classes = classes;
    this.terms = terms;
  }

  /**
   * One for a training.
   *
   * @throws IllegalArgumentException listing everything that forbids a model file
   */
  static ModelMaker of(
      TrainingOptions options, ModelOutput output, List<String> classNames, ConvShape shape) {
    List<String> faults = new ArrayList<>();
    StoredModel.faultOfName(options.name()).ifPresent(faults::add);
    ClassNames classes = null;
    MaskTerms terms = null;
    try {
      var unused = output.normalisation(shape.input());
    } catch (IllegalArgumentException e) {
      faults.add(e.getMessage());
    }
    try {
      classes = new ClassNames(classNames);
    } catch (IllegalArgumentException e) {
      faults.add(e.getMessage());
    }
    try {
      Optional<MaskTerms> served = options.attention().served(shape);
      terms = served.orElse(null);
      if (served.isEmpty()) {
        faults.add(
            "a stream has no attention [%s]: it finds a mask for each image, of features after the second ReLU; train with --attention qaham or none and without --mask-every and --before-relu"
                .formatted(options.attention().arguments()));
      }
      served
          .flatMap(kept -> HeadShape.faultOfSize(classNames.size(), kept.headInputs()))
          .ifPresent(faults::add);
    } catch (IllegalArgumentException e) {
      faults.add(e.getMessage());
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "no model file [%s] can be made: %s".formatted(output.file(), String.join("; ", faults)));
    }
    return new ModelMaker(options, output, classes, terms);
  }

  /**
   * Tests a network as it is now, and writes it.
   *
   * @param test images that it never learned from
   * @param epoch it is of
   * @param epochs of the whole training
   */
  StoredModel write(Network network, Images test, Epoch epoch, int epochs) throws IOException {
    ConvWeights conv =
        network.convWeights(
            options.name(),
            String.format(
                Locale.ROOT, "%s; epoch %d of %d", options.command(), epoch.number(), epochs));
    FeatureSource features =
        new FeatureSource.Paper(conv, output.normalisation(conv.shape().input()));
    HeadShape shape = new HeadShape(classes.size(), terms.headInputs(), features.version());
    Head head;
    try {
      head = StoredModel.headOf(shape, network.headWeights());
    } catch (HeadRefusedException e) {
      throw new TrainingFailedException(e.getMessage(), e);
    }
    StoredModel model =
        new StoredModel(
            options.name(),
            new ModelOrigin(
                Instant.now(),
                options.command(),
                options.data().kind(),
                options.hyper().seed(),
                options.parent().map(StoredModel::version).orElse("")),
            Optional.of(scores(network, test)),
            output.otherSize(),
            features,
            terms,
            classes,
            Optional.of(head));
    ModelFile.write(model, output.file());
    return model;
  }

  private ModelScores scores(Network network, Images images) {
    double loss = 0;
    int[] of = new int[classes.size()];
    int[] hits = new int[classes.size()];
    for (int from = 0; from < images.size(); from += BATCH) {
      int[] chosen = IntStream.range(from, Math.min(images.size(), from + BATCH)).toArray();
      Examined examined = network.examine(images.batch(chosen, options.testNoise()), from / BATCH);
      loss += examined.score().loss() * chosen.length;
      for (int i = 0; i < chosen.length; i++) {
        int label = images.labels()[chosen[i]];
        of[label]++;
        hits[label] += examined.hits()[i] ? 1 : 0;
      }
    }
    List<ModelScores.OfClass> perClass =
        IntStream.range(0, of.length)
            .mapToObj(
                i -> new ModelScores.OfClass(of[i], of[i] == 0 ? 0 : (double) hits[i] / of[i]))
            .toList();
    return new ModelScores(
        images.size(),
        loss / images.size(),
        (double) Arrays.stream(hits).sum() / images.size(),
        perClass);
  }
}
