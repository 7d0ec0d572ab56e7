package io.qahan.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestSetupTest {
  @Test
  void shouldTakeThePapersSettingsWhenNothingIsSaid() {
    try (IngestSetup loaded = IngestSetup.of(settings(Map.of()))) {
      assertThat(loaded.model().attention().grid()).isEqualTo(new BlockGrid(56, 56, 3136));
      assertThat(loaded.model().attention().kept()).isEqualTo(100);
      assertThat(loaded.model().attention().objective()).isEqualTo(Objective.SALIENT);
      assertThat(loaded.model().headShape().classes()).isEqualTo(10);
      assertThat(loaded.timing().deadline()).isEqualTo(Duration.ofSeconds(2));
    }
  }

  @Test
  void shouldCutCoarserBlocksAndKeepFewerOfThem() {
    try (IngestSetup loaded = IngestSetup.of(settings(Map.of("ingest.blocks", "14x14")))) {
      assertThat(loaded.model().attention().grid().dimension()).isEqualTo(16);
      assertThat(loaded.model().attention().kept()).isEqualTo(6);
    }
  }

  @Test
  void shouldListEveryFaultAtOnce() {
    SettingsException faults =
        refused(
            Map.of(
                "ingest.deadline", "5m",
                "ingest.dedupe.retention", "1m",
                "ingest.blocks", "55x56"));

    assertThat(faults.faults()).hasSize(2);
    assertThat(faults.faults().get(0)).contains("[ingest.deadline]").contains("dedupe retention");
    assertThat(faults.faults().get(1)).contains("[ingest.blocks]").contains("55 x 56");
  }

  @Test
  void shouldRefuseToKeepMoreBlocksThanThereAre() {
    assertThat(refused(Map.of("ingest.blocks", "7x7", "ingest.k", "50")).faults())
        .singleElement()
        .asString()
        .contains("[ingest.k]")
        .contains("50")
        .contains("49");
  }

  @Test
  void shouldRefuseAConvStackThatIsMissingOrDamaged(@TempDir Path directory) throws Exception {
    Path missing = directory.resolve("none.safetensors");
    assertThat(refused(Map.of("ingest.conv.stack", missing.toString())).getMessage())
        .contains("[ingest.conv.stack]")
        .contains(missing.toString());
    Path damaged = directory.resolve("text.safetensors");
    Files.writeString(damaged, "not a weight file at all");
    assertThat(refused(Map.of("ingest.conv.stack", damaged.toString())).getMessage())
        .contains("[ingest.conv.stack]");
  }

  @Test
  void shouldRefuseAGraphicsCardThatIsNotThereBesideOtherFaults() {
    assumeTrue(PyTorchEngine.engine().getGpuCount() == 0, "there is a GPU here");
    assertThat(refused(Map.of("device", "gpu:0", "ingest.blocks", "55x56")).faults())
        .hasSize(2)
        .element(0)
        .asString()
        .contains("[device]")
        .contains("mvn -Pcuda package");
    try (IngestSetup loaded = IngestSetup.of(settings(Map.of("device", "auto")))) {
      assertThat(loaded.network().features(PixelImage.of(ImageShape.MNIST, new byte[28 * 28])))
          .hasSize(3136);
    }
  }

  @Test
  void shouldRefuseAShortAdminTokenWithoutTellingIt() {
    assertThat(refused(Map.of("ingest.http.admin.token", "hunter2")).faults())
        .singleElement()
        .asString()
        .contains("[ingest.http.admin.token]")
        .doesNotContain("hunter2");
  }

  @Test
  void shouldRefuseTooLittleMemoryForTheLargestImage() {
    Map<String, String> given = Map.of("ingest.decode.memory.mib", "4");
    assertThat(refused(given).faults())
        .singleElement()
        .asString()
        .contains("[ingest.decode.memory.mib]")
        .contains("give 7");
    try (IngestSetup loaded = IngestSetup.of(settings(Map.of("ingest.decode.memory.mib", "7")))) {
      assertThat(loaded.bodies().total()).isGreaterThan(3 << 20);
    }
  }

  @Test
  void shouldRefuseSettingsThatCannotBeRead() {
    SettingsException faults =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                settings(
                    Map.of(
                        "ingest.conv.stack", "builtin:imagenet",
                        "ingest.blocks", "many",
                        "ingest.objective", "loud")));

    assertThat(faults.faults()).hasSize(3);
  }

  private static SettingsException refused(Map<String, String> given) {
    Settings settings = settings(given);
    return catchThrowableOfType(SettingsException.class, () -> IngestSetup.of(settings));
  }

  private static Settings settings(Map<String, String> given) {
    return Settings.of(IngestService.settings(), given);
  }
}
