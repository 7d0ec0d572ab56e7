package io.qahan.ingest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeightFile;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.torchscript.SmallNetworks;
import io.qahan.ingest.torchscript.TorchScript;
import io.qahan.qubo.mask.Objective;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFileTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ConvShape SHAPE =
      new ConvShape(new ImageShape(1, 8, 8), 2, 4); // 16 features
  private static final ConvWeights CONV =
      new ConvWeights(SHAPE, "tiny", "a test", ConvWeights.random(SHAPE, 3).values());
  private static final ClassNames CLASSES = new ClassNames(List.of("moon", "star", "2"));

  @TempDir Path directory;

  static StoredModel model() throws Exception {
    HeadShape shape = new HeadShape(3, 16, CONV.version());
    float[] weights = new float[shape.weights()];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    weights[7] = Float.MIN_VALUE; // subnormal
    weights[8] = -0f;
    return model(
        Optional.of(StoredModel.headOf(shape, weights)), Instant.parse("2026-11-29T12:00:00Z"));
  }

  private static StoredModel model(Optional<Head> head, Instant created) {
    MaskTerms terms = new MaskTerms(new BlockGrid(2, 4, 16), Objective.SALIENT, 1, 0.1, 3);
    return model(terms, head, created);
  }

  private static StoredModel model(MaskTerms terms, Optional<Head> head) {
    return model(terms, head, Instant.parse("2026-11-29T12:00:00Z"));
  }

  private static StoredModel model(MaskTerms terms, Optional<Head> head, Instant created) {
    return new StoredModel(
        "shapes",
        new ModelOrigin(created, "qahan train", "folder:DIR", 1, ""),
        Optional.of(
            new ModelScores(
                10,
                0.25,
                0.9,
                List.of(
                    new ModelScores.OfClass(4, 1),
                    new ModelScores.OfClass(6, 5 / 6.0),
                    new ModelScores.OfClass(0, 0)))),
        OtherSize.RESIZE,
        new FeatureSource.Paper(CONV),
        terms,
        CLASSES,
        head);
  }

  @Test
  void shouldReadBackWhatWasWrittenToTheLastBit() throws Exception {
    StoredModel written = model();
    Path file = directory.resolve("shapes.qahan");
    ModelFile.write(written, file);
    StoredModel read = ModelFile.read(file);

    assertThat(read.name()).isEqualTo("shapes");
    assertThat(read.origin()).isEqualTo(written.origin());
    assertThat(read.scores()).isEqualTo(written.scores());
    assertThat(read.otherSize()).isEqualTo(OtherSize.RESIZE);
    assertThat(read.attention()).isEqualTo(written.attention());
    assertThat(read.classes()).isEqualTo(CLASSES);
    assertThat(bits(weightsOf(read).values())).isEqualTo(bits(CONV.values()));
    assertThat(read.features().version()).isEqualTo(CONV.version());
    assertThat(bits(read.head().orElseThrow().weights()))
        .isEqualTo(bits(written.head().orElseThrow().weights()));
    assertThat(read.firstHead().version()).isZero();
    assertThat(read.version()).isEqualTo(written.version()).hasSize(64);
    assertThat(read.label()).isEqualTo("shapes-" + written.version().substring(0, 8));
    assertThat(directory).isDirectoryContaining("glob:**shapes.qahan").isNotEmptyDirectory();
    assertThat(directory.toFile().list()).containsExactly("shapes.qahan");
  }

  @Test
  void shouldReadBackEveryLayoutAndOutput() throws Exception {
    for (BlockLayout layout : BlockLayout.values()) {
      for (HeadInput output : HeadInput.values()) {
        BlockGrid grid = new BlockGrid(layout, 2, 2, 16);
        MaskTerms terms = new MaskTerms(grid, Objective.SALIENT, 1, 0.1, 3, output);
        HeadShape shape = new HeadShape(3, terms.headInputs(), CONV.version());
        Head head = StoredModel.headOf(shape, new float[shape.weights()]);
        StoredModel read = ModelFile.read(written(model(terms, Optional.of(head))));
        assertThat(read.attention()).isEqualTo(terms);
        assertThat(read.headShape().features()).isEqualTo(output == HeadInput.POOLED ? 4 : 16);
        assertThat(read.firstHead().shape()).isEqualTo(shape.of(read.version()));
      }
    }
  }

  @Test
  void shouldHoldAHundredThousandClassesWhereTheirHeadFitsARecord() throws Exception {
    List<String> names = IntStream.range(0, 100_000).mapToObj(i -> "class " + i).toList();
    StoredModel written = withClasses(CONV, names, HeadInput.POOLED); // 4 inputs
    StoredModel read = ModelFile.read(written(written));
    assertThat(read.classes().names()).isEqualTo(names);
    assertThat(read.version()).isEqualTo(written.version());
    float[] probabilities =
        read.firstHead().probabilities(new Sparse(4, new int[] {1}, new float[] {2}));
    assertThat(probabilities).hasSize(100_000);
  }

  @Test
  void shouldRefuseAHundredThousandClassesWhoseHeadFitsNoRecordWithTheNumbers() throws Exception {
    List<String> names = IntStream.range(0, 100_000).mapToObj(i -> "class " + i).toList();
    ConvShape wide = new ConvShape(SHAPE.input(), 2, 12); // 48 features
    ConvWeights conv = ConvWeights.random(wide, 3);
    assertThatThrownBy(() -> withClasses(conv, names, HeadInput.MASKED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a head of 100000 classes over 48 features has 19600000 bytes of weights, but one record"
                + " holds 16711680; take pooled features (--layout spatial --output pooled: a place's"
                + " features and no more), fewer classes, smaller images or fewer channels");
    Path small = written(withClasses(conv, names.subList(0, 3), HeadInput.MASKED));
    Path large =
        changed(
            small,
            json -> {
              var classes = json.putArray("classes");
              names.forEach(classes::add);
            });
    assertThatThrownBy(() -> ModelFile.read(large))
        .isInstanceOf(MalformedModelException.class)
        .hasMessageContaining("a head of 100000 classes over 48 features has 19600000 bytes");
    Path more =
        changed(
            small,
            json -> {
              var classes = json.putArray("classes");
              names.forEach(classes::add);
              classes.add("one more");
            });
    assertThatThrownBy(() -> ModelFile.read(more))
        .isInstanceOf(MalformedModelException.class)
        .hasMessageContaining("there are [100001] classes, but must be from 2 to 100000");
  }

  private static StoredModel withClasses(ConvWeights conv, List<String> names, HeadInput output) {
    return new StoredModel(
        "many",
        new ModelOrigin(Instant.EPOCH, "qahan train", "folder:DIR", 1, ""),
        Optional.empty(),
        OtherSize.RESIZE,
        new FeatureSource.Paper(conv),
        new MaskTerms(
            BlockLayout.SPATIAL.over(conv.shape(), Optional.empty()),
            Objective.SALIENT,
            1,
            0.1,
            2,
            output),
        new ClassNames(names),
        Optional.empty());
  }

  @Test
  void shouldHoldAWeightFileThatServesByItself() throws Exception {
    Path file = written(model());
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Path conv = directory.resolve("conv.safetensors");
      Files.write(conv, zip.getInputStream(zip.getEntry("conv.safetensors")).readAllBytes());
      assertThat(ConvWeightFile.read(conv).version()).isEqualTo(CONV.version());
    }
  }

  @Test
  void shouldHaveAVersionOfItsContentOnly() throws Exception {
    StoredModel model = model();
    StoredModel later = model(model.head(), Instant.parse("2030-01-01T00:00:00Z"));
    StoredModel headless = model(Optional.empty(), model.origin().created());
    assertThat(later.version()).isEqualTo(model.version());
    assertThat(headless.version()).isNotEqualTo(model.version());
    assertThat(headless.firstHead()).isEqualTo(Head.untrained(headless.headShape()));
    // A golden value: a version must not change with Java, zip or the order of fields.
    assertThat(headless.version())
        .isEqualTo("33bcb6d9dbf1cc38f72785955f48dc87560bccd27f680435f264ed3e7a1fafe0");

    Path one = written(model);
    Path repacked = repack(one, entries -> {}); // with the time of now
    assertThat(Files.readAllBytes(repacked)).isNotEqualTo(Files.readAllBytes(one));
    assertThat(ModelFile.read(repacked).version()).isEqualTo(model.version());
  }

  @Test
  void shouldWriteTheSameBytesForTheSameModel() throws Exception {
    Path one = directory.resolve("one.qahan");
    Path two = directory.resolve("two.qahan");
    ModelFile.write(model(), one);
    ModelFile.write(model(), two);
    assertThat(two).hasSameBinaryContentAs(one);
  }

  @Test
  void shouldReadAModelWithoutHeadScoresBlocksOrK() throws Exception {
    StoredModel written = model(Optional.empty(), Instant.EPOCH);
    Path file =
        changed(
            written(written),
            json -> {
              json.remove("scores");
              ((ObjectNode) json.get("attention")).put("k", 3);
            });
    StoredModel read = ModelFile.read(file);
    assertThat(read.scores()).isEmpty();
    assertThat(read.head()).isEmpty();

    StoredModel finest =
        new StoredModel(
            "shapes",
            written.origin(),
            Optional.empty(),
            OtherSize.REFUSE,
            new FeatureSource.Paper(CONV),
            new MaskTerms(BlockGrid.finest(16), Objective.SALIENT, 1, 1, 4),
            CLASSES,
            Optional.empty());
    Path short1 =
        changed(
            written(finest),
            json -> ((ObjectNode) json.get("attention")).remove(List.of("blocks", "k")));
    assertThat(ModelFile.read(short1).attention()).isEqualTo(finest.attention());
  }

  @Test
  void shouldReadBackANetworkInTorchScript() throws Exception {
    StoredModel written = scripted(SmallNetworks.of("small"));
    StoredModel read = ModelFile.read(written(written));
    TorchScript script = (TorchScript) read.features();
    assertThat(script.file()).isEqualTo(SmallNetworks.file("small"));
    assertThat(script.version()).isEqualTo(written.features().version());
    assertThat(script.origin()).isEqualTo("make-networks.py");
    assertThat(script.normalisation()).isEqualTo(written.features().normalisation());
    assertThat(read.version()).isEqualTo(written.version());
    assertThat(read.attention()).isEqualTo(written.attention());
    assertThat(read.headShape().features()).isEqualTo(3);
    try (FeatureNetwork network = read.features().open()) {
      assertThat(network.features(PixelImage.of(SmallNetworks.INPUT, new byte[64]))).hasSize(24);
    }
  }

  @Test
  void shouldTakeATorchScriptByItsSizeAndHashOnly() throws Exception {
    Path file = written(scripted(SmallNetworks.of("small")));
    Path other =
        repack(file, entries -> entries.put("features.pt", SmallNetworks.file("contrast")));
    assertThatThrownBy(() -> ModelFile.read(other))
        .isInstanceOf(MalformedModelException.class)
        .hasMessageContaining("[features.pt] unpacks to more than 3636 bytes");
    Path shorter =
        repack(
            file,
            entries ->
                entries.put("features.pt", Arrays.copyOf(SmallNetworks.file("small"), 1000)));
    assertThatThrownBy(() -> ModelFile.read(shorter))
        .hasMessageContaining("[features.pt] has [1000] bytes, but [features.bytes] is [3636]");
    Path changed =
        repack(
            file,
            entries -> {
              byte[] flipped = SmallNetworks.file("small");
              flipped[2000] ^= 1;
              entries.put("features.pt", flipped);
            });
    assertThatThrownBy(() -> ModelFile.read(changed))
        .hasMessageContaining("[features.pt] has SHA-256 [")
        .hasMessageContaining("but [features.sha256] is [");
    Path missing = repack(file, entries -> entries.remove("features.pt"));
    assertThatThrownBy(() -> ModelFile.read(missing))
        .hasMessageContaining("[features.pt] is missing");
    Path both =
        repack(file, entries -> entries.put("conv.safetensors", ConvWeightFile.bytes(CONV)));
    assertThatThrownBy(() -> ModelFile.read(both))
        .hasMessageContaining("[conv.safetensors] does not belong in it");
  }

  /** The mask's blocks follow from the shape that is declared: it decides before PyTorch does. */
  @Test
  void shouldHoldAttentionAndHeadAgainstTheDeclaredOutput() throws Exception {
    Path file = written(scripted(SmallNetworks.of("small")));
    Path wide =
        changed(
            file,
            json -> ((ObjectNode) json.get("features")).putArray("output").add(3).add(4).add(2));
    assertThatThrownBy(() -> ModelFile.read(wide))
        .hasMessageContaining("block grid [2x4] for a feature map of 4x2");
    Path greedy = changed(file, json -> ((ObjectNode) json.get("attention")).put("k", 9));
    assertThatThrownBy(() -> ModelFile.read(greedy))
        .hasMessageContaining("k is [9] but must be from 1 to the number of blocks, 8");
    Path huge =
        changed(
            file,
            json ->
                ((ObjectNode) json.get("features")).putArray("output").add(9999).add(99).add(99));
    assertThatThrownBy(() -> ModelFile.read(huge)).hasMessageContaining("no more than 16777216");
  }

  private static StoredModel scripted(TorchScript script) {
    BlockGrid grid = new BlockGrid(BlockLayout.SPATIAL, 2, 4, 24);
    return new StoredModel(
        "small",
        new ModelOrigin(Instant.EPOCH, "qahan models create", "", 1, ""),
        Optional.empty(),
        OtherSize.RESIZE,
        script,
        new MaskTerms(grid, Objective.SALIENT, 1, 1, 3, HeadInput.POOLED),
        CLASSES,
        Optional.empty());
  }

  @Test
  void shouldNormaliseByTheFileForThePaperToo() throws Exception {
    Normalisation other = new Normalisation(List.of(33.0), List.of(79.0));
    StoredModel usual = model(Optional.empty(), Instant.EPOCH);
    StoredModel written =
        new StoredModel(
            usual.name(),
            usual.origin(),
            usual.scores(),
            usual.otherSize(),
            new FeatureSource.Paper(CONV, other),
            usual.attention(),
            usual.classes(),
            Optional.empty());
    StoredModel read = ModelFile.read(written(written));
    assertThat(read.features().normalisation()).isEqualTo(other);
    assertThat(read.version()).isEqualTo(written.version()).isNotEqualTo(usual.version());
    assertThat(read.features().version())
        .startsWith("tiny-")
        .isNotEqualTo(usual.features().version());
    byte[] pixels = new byte[64];
    new SplittableRandom(1).nextBytes(pixels);
    PixelImage image = PixelImage.of(SHAPE.input(), pixels);
    try (FeatureNetwork one = usual.features().open();
        FeatureNetwork two = read.features().open()) {
      assertThat(two.features(image)).isNotEqualTo(one.features(image));
    }
  }

  @Test
  void shouldReportEveryFaultAtOnce() throws Exception {
    Path file =
        changed(
            written(model()),
            json -> {
              json.put("name", "Shapes!");
              json.put("created", "yesterday");
              ((ObjectNode) json.get("input")).put("height", 9).putArray("mean").add(0.5).add(1);
              ((ObjectNode) json.get("attention")).put("k", 9).put("lambda1", -1);
              json.set("classes", JSON.valueToTree(List.of("star", "star", "")));
            });
    MalformedModelException refused =
        catchThrowableOfType(MalformedModelException.class, () -> ModelFile.read(file));
    assertThat(refused.faults())
        .anyMatch(fault -> fault.contains("name [Shapes!]"))
        .anyMatch(fault -> fault.contains("[created] is [\"yesterday\"]"))
        .anyMatch(fault -> fault.contains("[input] is [1x9x8]") && fault.contains("1x8x8"))
        .anyMatch(
            fault -> fault.contains("[input]: mean [0.5, 1.0] and standard deviation [127.5]"))
        .anyMatch(fault -> fault.contains("[attention]: k is [9]"))
        .anyMatch(fault -> fault.contains("[attention.lambda1] is [-1]"))
        .anyMatch(fault -> fault.contains("more than one class is called [star]"))
        .anyMatch(fault -> fault.contains("classes [2] have names that are empty"))
        .hasSize(8);
    assertThat(refused).hasMessageContaining(file.toString()).hasMessageContaining("k is [9]");
  }

  @ParameterizedTest
  @CsvSource({"features,kind,onnx", "input,other,stretch"})
  void shouldRefuseByNameWhatItCannotDo(String object, String field, String value)
      throws Exception {
    Path file =
        changed(written(model()), json -> ((ObjectNode) json.get(object)).put(field, value));
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(MalformedModelException.class)
        .hasMessageContaining("[" + object + "." + field + "] is [\"" + value + "\"]")
        .hasMessageContaining("one of [");
  }

  @Test
  void shouldRefuseFieldsAndFormatsThatItDoesNotKnow() throws Exception {
    Path file =
        changed(written(model()), json -> ((ObjectNode) json.get("attention")).put("mu", 2));
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining("[attention.mu] is not known");
    Path newer = changed(written(model()), json -> json.put("format", "qahan-model-2"));
    assertThatThrownBy(() -> ModelFile.read(newer))
        .hasMessageContaining("[format] is [\"qahan-model-2\"]")
        .hasMessageContaining("newer qahan");
  }

  @Test
  void shouldRefuseAHundredThousandClassesWithTheNumbers() throws Exception {
    List<String> many = IntStream.range(0, 100_000).mapToObj(i -> "class " + i).toList();
    ConvShape large = ConvShape.MNIST;
    ConvWeights conv = new ConvWeights(large, "large", "", ConvWeights.random(large, 1).values());
    Path file =
        repack(
            changed(written(model()), json -> json.set("classes", JSON.valueToTree(many))),
            entries -> entries.put("conv.safetensors", ConvWeightFile.bytes(conv)));
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(MalformedModelException.class)
        .hasMessageContaining("a head of 100000 classes over 3136 features has 1254800000 bytes")
        .hasMessageContaining("fewer classes");
  }

  @Test
  void shouldRefuseAChangedContentByItsHash() throws Exception {
    Path file = changed(written(model()), json -> ((ObjectNode) json.get("attention")).put("k", 2));
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining("[version] is [")
        .hasMessageContaining("changed by hand");
  }

  @Test
  void shouldRefuseAHeadThatIsNoneOfIts() throws Exception {
    Path file = written(model());
    HeadShape other = new HeadShape(4, 16, CONV.version());
    Path shaped =
        repack(
            file,
            entries ->
                entries.put(
                    "head.safetensors", HeadTensors.bytes(other, new float[other.weights()])));
    assertThatThrownBy(() -> ModelFile.read(shaped))
        .hasMessageContaining("tensor [fc.weight] is [F32 [4,16]] but must be F32 [3, 16]");

    HeadShape same = new HeadShape(3, 16, CONV.version());
    float[] infinite = new float[same.weights()];
    infinite[50] = Float.NaN;
    Path noNumbers =
        repack(file, entries -> entries.put("head.safetensors", HeadTensors.bytes(same, infinite)));
    assertThatThrownBy(() -> ModelFile.read(noNumbers))
        .hasMessageContaining("head weight at [50] is NaN");

    Path missing = repack(file, entries -> entries.remove("head.safetensors"));
    assertThatThrownBy(() -> ModelFile.read(missing))
        .hasMessageContaining("[head] is [true], but [head.safetensors] is missing");

    byte[] whole = HeadTensors.bytes(same, new float[same.weights()]);
    for (int length : new int[] {1, 8, 20, whole.length - 1}) {
      Path cut =
          repack(file, entries -> entries.put("head.safetensors", Arrays.copyOf(whole, length)));
      assertThatThrownBy(() -> ModelFile.read(cut))
          .isInstanceOf(MalformedModelException.class)
          .hasMessageContaining("[head.safetensors]");
    }
  }

  @Test
  void shouldRefuseWeightsThatAreNoNumbers() throws Exception {
    byte[] conv = ConvWeightFile.bytes(CONV);
    conv[conv.length - 1] = (byte) 0x7f;
    conv[conv.length - 2] = (byte) 0xc0; // NaN, little-endian
    Path file = repack(written(model()), entries -> entries.put("conv.safetensors", conv));
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(MalformedModelException.class)
        .hasMessageContaining("conv weight [")
        .hasMessageContaining("NaN");
  }

  @Test
  void shouldRefuseAFileThatIsCutShortAnywhere() throws Exception {
    byte[] whole = Files.readAllBytes(written(model()));
    for (int length = 0; length < whole.length; length += 1 + whole.length / 97) {
      Path cut = directory.resolve("cut.qahan");
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ModelFile.read(cut))
          .as("%d bytes", length)
          .isInstanceOf(MalformedModelException.class)
          .hasMessageContaining("cut short");
    }
  }

  @Test
  void shouldRefuseAnyFlippedBitOfWhatItAnswersBy() throws Exception {
    Path file = written(model());
    byte[] whole = Files.readAllBytes(file);
    StoredModel sound = ModelFile.read(file);
    int refused = 0;
    for (int place = 0; place < whole.length; place += 7) {
      byte[] flipped = whole.clone();
      flipped[place] ^= 0x10;
      Path damaged = directory.resolve("damaged.qahan");
      Files.write(damaged, flipped);
      try { // a bit of the zip's own words may not matter, but then nothing else has changed
        assertThat(ModelFile.read(damaged).version()).isEqualTo(sound.version());
      } catch (MalformedModelException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length / 7 / 2);
  }

  @Test
  void shouldNotUnpackABomb() throws Exception {
    Path bomb =
        repack(written(model()), entries -> entries.put("model.json", new byte[(16 << 20) + 1]));
    assertThat(Files.size(bomb)).isLessThan(100_000);
    assertThatThrownBy(() -> ModelFile.read(bomb))
        .isInstanceOf(MalformedModelException.class)
        .hasMessageContaining("[model.json] unpacks to more than 16777216 bytes");
  }

  @Test
  void shouldRefuseEntriesThatDoNotBelong() throws Exception {
    Path file =
        repack(
            written(model()),
            entries -> {
              entries.put("../../etc/passwd", new byte[] {1});
              entries.remove("conv.safetensors");
            });
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining("[../../etc/passwd] does not belong")
        .hasMessageContaining("[conv.safetensors] is missing");
  }

  @Test
  void shouldSayThatAFileIsNotThere() {
    assertThatThrownBy(() -> ModelFile.read(directory.resolve("none.qahan")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none.qahan")
        .hasMessageContaining("check its path");
  }

  @Test
  void shouldTakeThePlaceOfTheOldFileAndNotWriteIntoIt() throws Exception {
    Path file = written(model());
    byte[] before = Files.readAllBytes(file);
    Path old = Files.createLink(directory.resolve("old"), file); // as who reads it has it open

    ModelFile.write(model(Optional.empty(), Instant.EPOCH), file);

    assertThat(Files.readAllBytes(old)).isEqualTo(before);
    assertThat(Files.readAllBytes(file)).isNotEqualTo(before);
  }

  private Path written(StoredModel model) throws IOException {
    Path file = directory.resolve("shapes.qahan");
    ModelFile.write(model, file);
    return file;
  }

  private Path changed(Path file, Consumer<ObjectNode> change) throws IOException {
    return repack(
        file,
        entries -> {
          JsonNode json = JSON.readTree(entries.get("model.json"));
          change.accept((ObjectNode) json);
          entries.put("model.json", JSON.writeValueAsBytes(json));
        });
  }

  private interface Change {
    void apply(Map<String, byte[]> entries) throws IOException;
  }

  private Path repack(Path file, Change change) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    change.apply(entries);
    Path repacked = Files.createTempFile(directory, "repacked", ".qahan");
    try (OutputStream out = Files.newOutputStream(repacked);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return repacked;
  }

  private static ConvWeights weightsOf(StoredModel model) {
    return ((FeatureSource.Paper) model.features()).weights();
  }

  private static int[] bits(float[] values) {
    return IntStream.range(0, values.length).map(i -> Float.floatToRawIntBits(values[i])).toArray();
  }
}
