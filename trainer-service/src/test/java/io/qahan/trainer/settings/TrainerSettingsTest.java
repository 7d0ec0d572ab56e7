package io.qahan.trainer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerSettingsTest {
  @Test
  void shouldDescribeEverySettingOfItsOwnInTheReadme() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    List<Setting<?>> own =
        TrainerSettings.all().stream()
            .filter(setting -> !CommonSettings.all().contains(setting))
            .toList();
    assertThat(own).hasSizeGreaterThan(10);
    for (Setting<?> setting : own) {
      assertThat(readme)
          .contains(
              "| `%s` | `%s` | %s |%s |"
                  .formatted(
                      setting.environmentVariable(),
                      setting.name(),
                      setting.meaning(),
                      setting
                          .fallback()
                          .filter(text -> !text.isEmpty())
                          .map(" `%s`"::formatted)
                          .orElse("")));
    }
  }

  @Test
  void shouldReportAllFaultsAtOnce() {
    Map<String, String> wrong =
        Map.of("trainer.batch", "0", "trainer.dropout", "1", "trainer.flush.after", "soon");
    assertThatThrownBy(() -> Settings.of(TrainerSettings.all(), wrong))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("trainer.batch")
        .hasMessageContaining("trainer.dropout")
        .hasMessageContaining("trainer.flush.after");
  }
}
