package io.qahan.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeightFile;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.ModelSettings;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.torchscript.FeatureMap;
import io.qahan.ingest.torchscript.SmallNetworks;
import io.qahan.ingest.torchscript.TorchScript;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSettingsTest {
  private static final ConvShape SHAPE =
      new ConvShape(new ImageShape(1, 8, 8), 2, 4); // 16 features
  private static final ConvWeights CONV =
      new ConvWeights(SHAPE, "shapes", "a test", ConvWeights.random(SHAPE, 3).values());

  @TempDir Path directory;
  private StoredModel model;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    HeadShape shape = new HeadShape(2, 16, CONV.version());
    float[] weights = new float[shape.weights()];
    weights[3] = 1;
    model =
        new StoredModel(
            "shapes",
            new ModelOrigin(Instant.EPOCH, "", "", 1, ""),
            Optional.empty(),
            OtherSize.RESIZE,
            new FeatureSource.Paper(CONV),
            new MaskTerms(new BlockGrid(2, 4, 16), Objective.LITERAL, 0.3, 0.7, 3),
            new ClassNames(List.of("moon", "star")),
            Optional.of(StoredModel.headOf(shape, weights)));
    file = directory.resolve("shapes.qahan");
    ModelFile.write(model, file);
  }

  @Test
  void shouldServeWhatTheFileSays() {
    try (IngestSetup setup = IngestSetup.of(settings(Map.of()))) {
      assertThat(setup.model().attention()).isEqualTo(model.attention());
      assertThat(setup.model().convVersion()).isEqualTo(CONV.version());
      assertThat(setup.model().classes()).isEqualTo(model.classes());
      assertThat(setup.model().headShape()).isEqualTo(model.headShape());
      assertThat(setup.firstHead()).isEqualTo(model.firstHead());
      assertThat(setup.firstHead().weights()).isEqualTo(model.head().orElseThrow().weights());
      assertThat(setup.network().shape()).isEqualTo(SHAPE);
      assertThat(setup.settings().get(CommonSettings.MODEL)).isEqualTo("shapes");
      assertThat(setup.settings().get(CommonSettings.CLASSES)).isEqualTo(2);
      assertThat(setup.settings().get(IngestSettings.OTHER_SIZE)).isEqualTo(OtherSize.RESIZE);
    }
  }

  @Test
  void shouldNotStartWithANetworkThatIsNotWhatTheFileSays() throws Exception {
    TorchScript small = SmallNetworks.of("small");
    FeatureMap other = new FeatureMap(SmallNetworks.INPUT, 3, 4, 2); // truly 2 x 4
    TorchScript lying = new TorchScript("lying", "", other, small.normalisation(), small.file());
    MaskTerms terms =
        new MaskTerms(
            BlockLayout.SPATIAL.over(other, Optional.empty()),
            Objective.SALIENT,
            1,
            1,
            3,
            HeadInput.POOLED);
    ModelFile.write(
        new StoredModel(
            "lying",
            model.origin(),
            Optional.empty(),
            OtherSize.REFUSE,
            lying,
            terms,
            model.classes(),
            Optional.empty()),
        file);
    assertThatThrownBy(() -> IngestSetup.of(settings(Map.of())).close())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("[model.file]: network lying-")
        .hasMessageContaining("(1, 3, 2, 4)")
        .hasMessageContaining("(1, 3, 4, 2)");
  }

  @Test
  void shouldSayTheSameTwice() {
    ModelSettings once = ModelSettings.of(settings(Map.of()));
    ModelSettings twice = ModelSettings.of(once.settings());
    assertThat(twice.model().orElseThrow().version()).isEqualTo(model.version());
    assertThat(twice.settings().get(IngestSettings.K)).isEqualTo(3);
  }

  @Test
  void shouldTakeSettingsThatAgree() throws Exception {
    Path conv = directory.resolve("conv.safetensors");
    ConvWeightFile.write(CONV, conv);
    ModelSettings said =
        ModelSettings.of(
            settings(
                Map.of(
                    "model", "shapes",
                    "classes", "2",
                    "ingest.lambda1", "0.30",
                    "ingest.blocks", "",
                    "ingest.k", "0",
                    "ingest.conv.stack", conv.toString())));
    assertThat(said.settings().get(IngestSettings.LAMBDA1)).isEqualTo(0.3);
  }

  @ParameterizedTest
  @CsvSource({
    "model, default",
    "classes, 10",
    "ingest.conv.stack, builtin:mnist",
    "ingest.blocks, 4x4",
    "ingest.k, 4",
    "ingest.layout, rows",
    "ingest.output, pooled",
    "ingest.objective, salient",
    "ingest.lambda1, 1",
    "ingest.lambda2, 1",
    "ingest.image.other.size, crop"
  })
  void shouldRefuseByNameASettingThatSaysSomethingElse(String name, String value) {
    assertThat(refused(Map.of(name, value)).faults())
        .singleElement()
        .asString()
        .startsWith("[" + name + "] is [" + value + "]")
        .contains("leave it out");
  }

  @Test
  void shouldRefuseAllOfThemAtOnce() {
    assertThat(refused(Map.of("model", "default", "classes", "10", "ingest.k", "4")).faults())
        .hasSize(3);
  }

  @Test
  void shouldRefuseAFileThatIsNoneByTheSettingsName() throws Exception {
    Files.writeString(file, "no zip");
    assertThat(refused(Map.of()).faults())
        .singleElement()
        .asString()
        .contains("[model.file]", file.toString(), "no zip file");
    Files.delete(file);
    assertThat(refused(Map.of()).getMessage()).contains("[model.file]", "check its path");
  }

  @Test
  void shouldServeSettingsAloneWithoutAFile() {
    Settings given = Settings.of(IngestService.settings(), Map.of());
    ModelSettings said = ModelSettings.of(given);
    assertThat(said.settings()).isSameAs(given);
    assertThat(said.model()).isEmpty();
    try (IngestSetup setup = IngestSetup.of(given)) {
      assertThat(setup.model().classes()).isEqualTo(ClassNames.numbered(10));
      assertThat(setup.firstHead().weights()).containsOnly(0);
    }
  }

  @Test
  void shouldRefuseAtTheStartAHeadThatNoRecordHolds() {
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class,
            () -> IngestSetup.of(Settings.of(IngestService.settings(), Map.of("classes", "2000"))));
    assertThat(refused.faults())
        .singleElement()
        .asString()
        .contains(
            "[classes]", "2000 classes over 3136 features", "25096000 bytes", "fewer classes");
  }

  private Settings settings(Map<String, String> more) {
    Map<String, String> given = new HashMap<>(more);
    given.put("model.file", file.toString());
    return Settings.of(IngestService.settings(), given);
  }

  private SettingsException refused(Map<String, String> more) {
    return catchThrowableOfType(SettingsException.class, () -> ModelSettings.of(settings(more)));
  }
}
