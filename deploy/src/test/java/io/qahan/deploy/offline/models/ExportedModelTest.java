package io.qahan.deploy.offline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.process.OnPath;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Softmax;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.SolveOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code models export} writes, and what its script makes of it with PyTorch. */
class ExportedModelTest {
  private static final Path SHIPPED = Path.of("models/mnist.qahan");
  private static final Path NETWORKS =
      Path.of("../ingest-service/src/test/resources/io/qahan/ingest/torchscript");

  @TempDir Path directory;

  @Test
  void shouldWriteWhatOtherProgramsRead() throws Exception {
    Path to = directory.resolve("a/b");
    CommandRun run = export(SHIPPED, to);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            to.resolve("model.json").toString(),
            to.resolve("conv.safetensors").toString(),
            to.resolve("head.safetensors").toString(),
            to.resolve("labels.txt").toString(),
            to.resolve("predict.py").toString());
    assertThat(Files.readAllLines(to.resolve("labels.txt"))).hasSize(10).startsWith("0", "1");
    JsonNode json = JsonMapper.builder().build().readTree(to.resolve("model.json").toFile());
    assertThat(json.get("version").asText()).isEqualTo(ModelFile.read(SHIPPED).version());
  }

  @Test
  void shouldSayWhatIsWrongWithAFileThatIsNone() {
    assertThat(export(Path.of("pom.xml"), directory).err()).contains("pom.xml", "no zip file");
    assertThat(directory).isEmptyDirectory();
  }

  /** The paper's features, one a block: with a given mask the same numbers, else the same class. */
  @Test
  void shouldPredictInPythonAsAStreamDoes() throws Exception {
    String python = pythonWithTorch();
    export(SHIPPED, directory);
    StoredModel model = ModelFile.read(SHIPPED);
    LabelledImages images = new DatasetLocation.Sample().open().test();
    for (int i = 0; i < 500; i += 100) {
      LabelledImage image = images.get(i);
      shouldPredictTheSame(python, model, image.image());
    }
  }

  /** Any network, a place a block, pooled, on images of another size. */
  @Test
  void shouldPredictInPythonWithANetworkInTorchScript() throws Exception {
    String python = pythonWithTorch();
    Path file = directory.resolve("small.qahan");
    CommandRun made =
        CommandRun.of(
            "models",
            "create",
            file.toString(),
            "--torchscript",
            NETWORKS.resolve("small.pt").toString(),
            "--input",
            "1x8x8",
            "--mean",
            "127",
            "--std",
            "128",
            "--other-size",
            "resize",
            "--layout",
            "spatial",
            "--k",
            "3",
            "--output",
            "pooled",
            "--classes",
            "cat,dog");
    assertThat(made.exitCode()).as(made.err()).isZero();
    StoredModel model = withHead(ModelFile.read(file));
    ModelFile.write(model, file);
    export(file, directory.resolve("out"));
    for (LabelledImage image :
        new DatasetLocation.Sample().open().test().stream().limit(3).toList()) {
      shouldPredictTheSame(python, model, image.image());
    }
  }

  private void shouldPredictTheSame(String python, StoredModel model, EncodedImage image)
      throws Exception {
    ImageDecoder decoder =
        new ImageDecoder(
            model.features().shape().input(), ImageLimits.DEFAULT.with(model.otherSize()));
    PixelImage whole =
        new ImageDecoder(ImageDecoder.shapeOf(image, ImageLimits.DEFAULT), ImageLimits.DEFAULT)
            .decode(image);
    Path png = directory.resolve("image.png");
    Files.write(png, ImageEncoder.png(whole).content());
    float[] features;
    try (FeatureNetwork network = model.features().open()) {
      features = network.features(decoder.decode(image));
    }
    MaskProblem problem = model.attention().problemOf(features);
    Mask mask = Solvers.forMasks("auto").solve(problem, SolveOptions.ofSeed(1)).answer();
    float[] expected = probabilities(model, features, mask);

    JsonNode given =
        python(
            python,
            png,
            Arrays.stream(mask.kept())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",")));
    for (int i = 0; i < expected.length; i++) {
      assertThat(given.get("probabilities").get(model.classes().of(i)).floatValue())
          .isCloseTo(expected[i], within(2e-3f));
    }
    assertThat(given.get("class").asText()).isEqualTo(model.classes().of(Softmax.argMax(expected)));

    JsonNode own = python(python, png);
    assertThat(own.get("class")).isEqualTo(given.get("class"));
    BitSet kept = new BitSet();
    own.get("kept").forEach(block -> kept.set(block.asInt()));
    double found = problem.energy(Mask.of(problem.n(), kept.stream().toArray()));
    assertThat(found).isGreaterThanOrEqualTo(problem.energy(mask) - 1e-6);
    for (int block = 0; block < problem.n(); block++) { // no flip is better
      BitSet flipped = (BitSet) kept.clone();
      flipped.flip(block);
      assertThat(problem.energy(Mask.of(problem.n(), flipped.stream().toArray())))
          .isGreaterThan(found - 1e-3);
    }
  }

  private static float[] probabilities(StoredModel model, float[] features, Mask mask) {
    BlockGrid grid = model.attention().grid();
    boolean pooled = model.attention().output() == HeadInput.POOLED;
    float[] seen = new float[model.headShape().features()];
    for (int block : mask.kept()) {
      for (int i = 0; i < grid.dimension(); i++) {
        int place = grid.featureIndex(block, i);
        seen[pooled ? i : place] += pooled ? features[place] / mask.kept().length : features[place];
      }
    }
    return model
        .head()
        .orElseThrow()
        .probabilities(new Sparse(seen.length, IntStream.range(0, seen.length).toArray(), seen));
  }

  private static StoredModel withHead(StoredModel model) throws Exception {
    HeadShape shape = model.headShape();
    float[] weights = new float[shape.weights()];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
    }
    Head head = StoredModel.headOf(shape, weights);
    return model.withHead(Optional.of(head));
  }

  private JsonNode python(String python, Path image, String... mask) throws Exception {
    Path script =
        Files.exists(directory.resolve("predict.py"))
            ? directory.resolve("predict.py")
            : directory.resolve("out/predict.py");
    List<String> command = new ArrayList<>(List.of(python, script.toString(), image.toString()));
    command.addAll(List.of(mask));
    OnPath.Run run = OnPath.run(command);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return JsonMapper.builder().build().readTree(run.output().lines().reduce((a, b) -> b).get());
  }

  /**
   * That of {@code -Dqahan.test.torch}, or the system's; skips the test, saying so, without one.
   */
  private static String pythonWithTorch() throws Exception {
    List<String> candidates =
        Stream.of(System.getProperty("qahan.test.torch", ""), "/usr/bin/python3", "python3")
            .filter(python -> !python.isEmpty())
            .toList();
    for (String python : candidates) {
      if (Files.isExecutable(Path.of(python)) || !python.contains("/")) {
        try {
          if (OnPath.run(List.of(python, "-c", "import torch, PIL")).exitCode() == 0) {
            return python;
          }
        } catch (IOException e) {
          System.out.println("no [" + python + "]: " + e.getMessage());
        }
      }
    }
    System.out.println(
        "SKIPPED: no Python has torch and PIL: apt-get install python3-torch python3-pil");
    Assumptions.abort("no Python has torch and PIL");
    return "";
  }

  private static CommandRun export(Path file, Path to) {
    return CommandRun.of("models", "export", file.toString(), "--to", to.toString());
  }
}
