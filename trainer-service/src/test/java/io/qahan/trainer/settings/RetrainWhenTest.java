package io.qahan.trainer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrainWhenTest {
  @Test
  void shouldReadWhatIsAllowed() {
    assertThat(Settings.of(TrainerSettings.all(), Map.of()).get(TrainerSettings.RETRAIN))
        .isEqualTo(new RetrainWhen.Never());
    assertThat(RetrainWhen.parse("on-drift")).isEqualTo(new RetrainWhen.OnDrift());
    assertThat(RetrainWhen.parse("every:24h"))
        .isEqualTo(new RetrainWhen.Every(Duration.ofHours(24)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "always", "every", "every:", "every:soon", "every:0s", "every:59s"})
  void shouldRefuseTheRestByNameAndSayWhatIsAllowed(String text) {
    assertThatThrownBy(() -> Settings.of(TrainerSettings.all(), Map.of("trainer.retrain", text)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("[trainer.retrain] is [" + text + "]")
        .hasMessageContaining("every:24h");
  }
}
