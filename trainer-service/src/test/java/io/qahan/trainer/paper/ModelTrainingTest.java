package io.qahan.trainer.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.ConvBlock;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.Softmax;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.network.Batch;
import io.qahan.trainer.paper.network.Hyperparameters;
import io.qahan.trainer.paper.network.LearningRateSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that end with a model file. */
class ModelTrainingTest {
  @TempDir Path directory;

  private TrainingOptions options(
      DatasetLocation dataset, Mechanism mechanism, int epochs, double rate) {
    return options(dataset, mechanism, epochs, rate, OtherSize.REFUSE, Optional.empty());
  }

  private TrainingOptions options(
      DatasetLocation dataset,
      Mechanism mechanism,
      int epochs,
      double rate,
      OtherSize otherSize,
      Optional<ImageShape> shape) {
    return new TrainingOptions(
        TrainingData.of(dataset, 500, 200),
        TrainingOptions.Channels.DEFAULT,
        AttentionOptions.of(mechanism),
        new Hyperparameters(epochs, 32, rate, LearningRateSchedule.CONSTANT, 0.5, 0, 1),
        "tiny",
        directory.resolve("tiny"),
        true,
        Optional.of(
            new ModelOutput(
                directory.resolve("tiny.qahan"), 60, OptionalInt.empty(), otherSize, shape)));
  }

  @Test
  void shouldWriteTheEpochThatDidBestOnImagesThatItDidNotLearnFrom() throws Exception {
    int epochs = 2;
    TrainedNetwork trained;
    Epoch best;
    do { // prolonged until the last epoch is not the best
      trained =
          Training.run(
              options(new DatasetLocation.Sample(), Mechanism.NONE, ++epochs, 0.02),
              TrainingProgress.SILENT);
      best = trained.epochs().get(0);
      for (Epoch epoch : trained.epochs()) {
        best = epoch.isBetterThan(best) ? epoch : best;
      }
    } while (best.number() == epochs && epochs < 20);
    assertThat(best.number()).isLessThan(epochs);

    StoredModel model = ModelFile.read(directory.resolve("tiny.qahan"));
    assertThat(model.features().origin()).endsWith("; epoch " + best.number() + " of " + epochs);
    assertThat(model.features().version()).isNotEqualTo(trained.conv().version());
    assertThat(model.version()).isEqualTo(trained.model().orElseThrow().version());
    assertThat(model.name()).isEqualTo("tiny");
    assertThat(model.origin().command()).contains("--dataset sample", "--validation 60");
    assertThat(model.classes().names()).startsWith("0", "1").hasSize(10);
    assertThat(model.scores().orElseThrow().images()).isEqualTo(1000);
    assertThat(model.scores().orElseThrow().perClass().stream().mapToInt(c -> c.images()).sum())
        .isEqualTo(1000);
  }

  /** What ingest does with the file gives what the training said. */
  @Test
  void shouldServeWithTheScoreThatItSays() throws Exception {
    Training.run(
        options(new DatasetLocation.Sample(), Mechanism.QAHAM, 2, 0.001), TrainingProgress.SILENT);
    StoredModel model = ModelFile.read(directory.resolve("tiny.qahan"));
    Dataset sample = new DatasetLocation.Sample().open();
    ImageDecoder decoder = new ImageDecoder(sample.shape(), ImageLimits.DEFAULT);
    Head head = model.firstHead();
    int hits = 0;
    try (FeatureNetwork conv = model.features().open()) {
      for (LabelledImage image : sample.test().stream().toList()) {
        float[] features = conv.features(decoder.decode(image.image()));
        boolean[] mask = kept(model, features);
        int[] indices = IntStream.range(0, features.length).filter(i -> mask[i]).toArray();
        float[] values = new float[indices.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = features[indices[i]];
        }
        float[] probabilities = head.probabilities(new Sparse(features.length, indices, values));
        hits += Softmax.argMax(probabilities) == image.label() ? 1 : 0;
      }
    }
    assertThat(model.attention().objective()).isEqualTo(Objective.SALIENT);
    assertThat(model.attention().kept()).isEqualTo(100);
    assertThat(hits / 1000.0)
        .isGreaterThan(0.5)
        .isCloseTo(model.scores().orElseThrow().accuracy(), offset(0.003));
  }

  private static boolean[] kept(StoredModel model, float[] features) {
    Mask mask =
        Solvers.forMasks("auto")
            .solve(model.attention().problemOf(features), SolveOptions.ofSeed(1))
            .answer();
    BlockGrid grid = model.attention().grid();
    boolean[] kept = new boolean[grid.features()];
    for (int block : mask.kept()) {
      for (int i = 0; i < grid.dimension(); i++) {
        kept[grid.featureIndex(block, i)] = true;
      }
    }
    return kept;
  }

  private TrainingOptions normalised(double noise, List<Double> mean, List<Double> std) {
    return new TrainingOptions(
        TrainingData.of(new DatasetLocation.Sample(), 500, 200).withNoise(noise),
        new TrainingOptions.Channels(4, 9),
        AttentionOptions.of(Mechanism.QAHAM),
        new Hyperparameters(1, 32, 0.01, LearningRateSchedule.CONSTANT, 0.5, 0, 1),
        "tiny",
        directory.resolve("tiny"),
        true,
        Optional.of(
            new ModelOutput(
                directory.resolve("tiny.qahan"),
                60,
                OptionalInt.empty(),
                OtherSize.REFUSE,
                Optional.empty(),
                mean,
                std)));
  }

  /** Bit for bit: what the file says of pixels is what the network has learned from. */
  @Test
  void shouldServeTheFeaturesThatItLearnedFromWhateverBecomesOfPixels() throws Exception {
    TrainingOptions options = normalised(0, List.of(33.3184), List.of(78.5675));
    Training.run(options, TrainingProgress.SILENT);
    StoredModel model = ModelFile.read(directory.resolve("tiny.qahan"));
    FeatureSource.Paper features = (FeatureSource.Paper) model.features();
    assertThat(features.normalisation())
        .isEqualTo(new Normalisation(List.of(33.3184), List.of(78.5675)));
    assertThat(features.version()).isNotEqualTo(features.weights().version());
    assertThat(model.origin().command()).contains(" --mean 33.3184 --std 78.5675");
    assertThat(model.scores().orElseThrow().accuracy()).isGreaterThan(0.4);

    TrainingSet set = TrainingSet.of(options, new DatasetLocation.Sample().open().withTest());
    int[] chosen = {0, 3, 17, 150};
    Batch batch = set.test().batch(chosen, options.testNoise());
    List<PixelImage> images = IntStream.of(chosen).mapToObj(set.test().pixels()::get).toList();
    try (FeatureNetwork serving = features.open();
        NDManager manager = PyTorchEngine.newManager()) {
      Block learning = ConvBlock.of(features.weights(), manager);
      float[] learned =
          learning
              .forward(
                  new ParameterStore(manager, false),
                  new NDList(
                      manager.create(
                          batch.pixels(), ConvBlock.inputShape(features.shape(), chosen.length))),
                  true)
              .singletonOrThrow()
              .toFloatArray();
      float[][] served = serving.features(images);
      for (int i = 0; i < served.length; i++) {
        int from = i * served[i].length;
        assertThat(Arrays.copyOfRange(learned, from, from + served[i].length))
            .containsExactly(served[i]);
        assertThat(max(served[i])).isPositive();
      }
    }

    assertThatThrownBy(
            () ->
                Training.run(
                    normalised(0, List.of(33.0), List.of(78.5675)), TrainingProgress.SILENT))
        .hasMessageContaining("is of another training")
        .hasMessageContaining("--mean 33.0");
  }

  private static float max(float[] values) {
    float max = 0;
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  /** Noise is what it is on pixels, and they are scaled after it. */
  @Test
  void shouldAddTheSameNoiseToPixelsWhateverBecomesOfThem() {
    int[] chosen = {5};
    Dataset sample = new DatasetLocation.Sample().open().withTest();
    TrainingOptions usual = normalised(0.3, List.of(), List.of());
    TrainingOptions other = normalised(0.3, List.of(33.0), List.of(60.0));
    float[] noisy = TrainingSet.of(usual, sample).test().batch(chosen, usual.testNoise()).pixels();
    float[] same = TrainingSet.of(other, sample).test().batch(chosen, other.testNoise()).pixels();
    for (int i = 0; i < noisy.length; i++) {
      assertThat((double) same[i]).isCloseTo(((noisy[i] + 1) * 127.5 - 33) / 60, offset(1e-4));
    }
  }

  @Test
  void shouldRefuseANormalisationOfOtherChannelsBeforeItTrains() {
    assertThatThrownBy(
            () ->
                Training.run(
                    normalised(0, List.of(1.0, 2.0, 3.0), List.of()), TrainingProgress.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mean [1.0, 2.0, 3.0]")
        .hasMessageContaining("one number a channel");
    assertThat(directory.resolve("tiny")).doesNotExist();
  }

  @Test
  void shouldMakeTheSameModelWhereItWasInterrupted() throws Exception {
    TrainingOptions options = options(new DatasetLocation.Sample(), Mechanism.NONE, 3, 0.001);
    IllegalStateException stop = new IllegalStateException("stop");
    assertThatThrownBy(
            () ->
                Training.run(
                    options,
                    new TrainingProgress() {
                      @Override
                      public void finished(Epoch epoch) {
                        throw stop;
                      }
                    }))
        .isSameAs(stop);
    assertThat(directory.resolve("tiny.qahan")).doesNotExist();
    String resumed = Training.run(options, TrainingProgress.SILENT).model().orElseThrow().version();

    try (Stream<Path> files = Files.list(directory.resolve("tiny"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    assertThat(Training.run(options, TrainingProgress.SILENT).model().orElseThrow().version())
        .isEqualTo(resumed);
  }

  /** All that changes weights, at once. */
  private TrainingOptions richer(int epochs, int patience, String augmentation, int workers) {
    return new TrainingOptions(
        new TrainingData(
            new DatasetLocation.Sample(), 500, 200, 0, Augmentation.parse(augmentation), workers),
        new TrainingOptions.Channels(6, 9),
        AttentionOptions.of(Mechanism.QAHAM),
        new Hyperparameters(epochs, 32, 0.01, LearningRateSchedule.CONSTANT, 0.5, 0.05, 1),
        "tiny",
        directory.resolve("tiny"),
        true,
        Optional.of(
            new ModelOutput(
                directory.resolve("tiny.qahan"),
                60,
                OptionalInt.of(patience),
                OtherSize.REFUSE,
                Optional.empty())));
  }

  @Test
  void shouldResumeWithAugmentationDecayAndOtherChannelsAsIfThereHadBeenNoBreak() throws Exception {
    Training.run(richer(1, 9, "flip,crop,rotate", 1), TrainingProgress.SILENT);
    assertThatThrownBy(() -> Training.run(richer(3, 9, "flip", 1), TrainingProgress.SILENT))
        .hasMessageContaining("is of another training")
        .hasMessageContaining("--augment flip,crop,rotate")
        .hasMessageContaining("--channels 6,9")
        .hasMessageContaining("--weight-decay 0.05");
    StoredModel resumed =
        Training.run(richer(3, 9, "flip,crop,rotate", 3), TrainingProgress.SILENT)
            .model()
            .orElseThrow();
    try (Stream<Path> files = Files.list(directory.resolve("tiny"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    StoredModel unbroken =
        Training.run(richer(3, 9, "rotate,crop,flip", 2), TrainingProgress.SILENT)
            .model()
            .orElseThrow();

    assertThat(unbroken.version()).isEqualTo(resumed.version());
    assertThat(ModelFile.read(directory.resolve("tiny.qahan")).features().shape().features())
        .isEqualTo(9 * 7 * 7);
  }

  @Test
  void shouldStopWhenNoEpochIsBetterAnyMoreAndGoOnWithMorePatience() throws Exception {
    TrainedNetwork stopped = Training.run(richer(40, 2, "none", 1), TrainingProgress.SILENT);
    int epochs = stopped.epochs().size();
    Epoch best = stopped.epochs().get(epochs - 3);
    assertThat(epochs).isLessThan(40);
    assertThat(stopped.epochs()).noneMatch(epoch -> epoch.isBetterThan(best));

    TrainedNetwork asked = Training.run(richer(40, 2, "none", 1), TrainingProgress.SILENT);
    assertThat(asked.epochs()).hasSize(epochs);
    TrainedNetwork longer = Training.run(richer(40, 4, "none", 1), TrainingProgress.SILENT);
    assertThat(longer.epochs()).hasSizeGreaterThan(epochs);
  }

  @Test
  void shouldNameBadTestImagesBeforeAnythingIsTrained() throws Exception {
    shapes(30, 16);
    for (String name : new String[] {"10", "2", "star"}) {
      for (int i = 0; i < 100; i++) {
        picture(directory.resolve("split/test/" + name + "/" + i + ".png"), 16, 16, i);
      }
    }
    Files.move(directory.resolve("set"), directory.resolve("split/train"));
    Files.move(directory.resolve("split"), directory.resolve("set"));
    Files.writeString(directory.resolve("set/test/star/99.png"), "no picture"); // the last of 300
    Files.writeString(directory.resolve("set/train/star/9.png"), "no picture");
    List<String> said = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Training.run(
                    options(folder(), Mechanism.NONE, 1, 0.001),
                    new TrainingProgress() {
                      @Override
                      public void opened(List<String> images) {
                        said.addAll(images);
                      }
                    }))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("test/star/99.png")
        .hasMessageContaining("train/star/9.png");
    assertThat(said).isEmpty();
  }

  @Test
  void shouldNameTheClassesOfFoldersAndKeepATenthOutWhereThereIsNoTest() throws Exception {
    shapes(40, 16);
    List<String> said = new ArrayList<>();
    TrainedNetwork trained =
        Training.run(
            options(folder(), Mechanism.NONE, 1, 0.001),
            new TrainingProgress() {
              @Override
              public void opened(List<String> images) {
                said.addAll(images);
              }
            });
    assertThat(trained.model().orElseThrow().classes().names()).containsExactly("2", "10", "star");
    assertThat(trained.model().orElseThrow().scores().orElseThrow().images()).isEqualTo(12);
    assertThat(said)
        .anyMatch(line -> line.contains("images of 1x16x16: 98 to learn from, 10 to choose"))
        .anyMatch(line -> line.startsWith("class 0 is 2: "))
        .anyMatch(line -> line.startsWith("class 1 is 10: "))
        .anyMatch(line -> line.startsWith("class 2 is star: "))
        .anyMatch(line -> line.contains("no folder test/") && line.contains("[12] of [120]"));
  }

  @Test
  void shouldListEveryBadImageUpToABound() throws Exception {
    shapes(30, 16);
    for (int i = 0; i < 25; i++) {
      Files.writeString(directory.resolve("set/star/bad" + i + ".png"), "no picture");
    }
    assertThatThrownBy(
            () ->
                Training.run(options(folder(), Mechanism.NONE, 1, 0.001), TrainingProgress.SILENT))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("bad0.png")
        .hasMessageContaining("bad1.png")
        .hasMessageMatching("(?s).*and \\d+ more; there are \\d+ in all");
  }

  @Test
  void shouldResizeImagesOfAnySizeInTrainingAndInService() throws Exception {
    shapes(20, 16);
    picture(directory.resolve("set/star/large.png"), 40, 30, 3);
    assertThatThrownBy(
            () ->
                Training.run(options(folder(), Mechanism.NONE, 1, 0.001), TrainingProgress.SILENT))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("large.png");
    ImageShape shape = new ImageShape(1, 12, 12);
    StoredModel model =
        Training.run(
                options(folder(), Mechanism.NONE, 1, 0.001, OtherSize.RESIZE, Optional.of(shape)),
                TrainingProgress.SILENT)
            .model()
            .orElseThrow();
    assertThat(model.features().shape().input()).isEqualTo(shape);
    assertThat(model.otherSize()).isEqualTo(OtherSize.RESIZE);
  }

  @Test
  void shouldCropImagesOfAnySizeInTrainingAndInService() throws Exception {
    shapes(20, 16);
    picture(directory.resolve("set/star/large.png"), 40, 30, 3);
    ImageShape shape = new ImageShape(1, 12, 12);
    StoredModel cropped =
        Training.run(
                options(folder(), Mechanism.NONE, 1, 0.001, OtherSize.CROP, Optional.of(shape)),
                TrainingProgress.SILENT)
            .model()
            .orElseThrow();
    assertThat(cropped.otherSize()).isEqualTo(OtherSize.CROP);
    assertThat(cropped.origin().command()).contains("--other-size crop --input 1x12x12");
  }

  @Test
  void shouldRefuseBeforeTheFirstStepWhatCannotBecomeAModel() {
    assertThatThrownBy(
            () ->
                Training.run(
                    options(new DatasetLocation.Sample(), Mechanism.TOPK, 1, 0.001),
                    TrainingProgress.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no attention [--attention topk]")
        .hasMessageContaining("--attention qaham or none");
    assertThat(directory.resolve("tiny")).doesNotExist();
  }

  private DatasetLocation folder() {
    return new DatasetLocation.Folder(directory.resolve("set"));
  }

  private void shapes(int each, int side) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (String name : new String[] {"10", "2", "star"}) {
      for (int i = 0; i < each; i++) {
        picture(directory.resolve("set/" + name + "/" + i + ".png"), side, side, random.nextInt());
      }
    }
  }

  private static void picture(Path file, int height, int width, int seed) throws IOException {
    ImageShape shape = new ImageShape(1, height, width);
    byte[] pixels = new byte[shape.size()];
    new SplittableRandom(seed).nextBytes(pixels);
    Files.createDirectories(file.getParent());
    Files.write(file, ImageEncoder.png(PixelImage.of(shape, pixels)).content());
  }
}
