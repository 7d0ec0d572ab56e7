package io.qahan.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import io.qahan.worker.source.SourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {
  @Test
  void shouldStartWithoutAnySetting() {
    Settings settings = Settings.of(WorkerService.settings(), Map.of());

    assertThat(settings.get(WorkerSettings.SOURCE)).isEqualTo(SourceKind.AUTO);
    assertThat(settings.get(WorkerSettings.SOLVER_BUDGET)).isEqualTo(Duration.ofMillis(200));
    assertThat(settings.get(WorkerSettings.REMOTE_BUDGET)).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.get(WorkerSettings.SOLVERS)).endsWith("greedy");
  }

  @Test
  void shouldReadTheChainInItsOrder() {
    Settings settings =
        Settings.of(WorkerService.settings(), Map.of("worker.solvers", "exact, greedy"));

    assertThat(settings.get(WorkerSettings.SOLVERS)).isEqualTo(List.of("exact", "greedy"));
  }

  @Test
  void shouldRefuseASolverThatIsInTheChainTwice() {
    Map<String, String> given = Map.of("worker.solvers", "dwave,sa,dwave");

    assertThatThrownBy(() -> Settings.of(WorkerService.settings(), given))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("dwave,sa,dwave")
        .hasMessageContaining("each once");
  }

  @Test
  void shouldReportEveryFaultAtOnceByName() {
    Map<String, String> given =
        Map.of(
            "worker.solvers", "greedy,oracle",
            "worker.threads", "0",
            "worker.source", "carrier-pigeon");

    assertThatThrownBy(() -> Settings.of(WorkerService.settings(), given))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("worker.solvers")
        .hasMessageContaining("worker.threads")
        .hasMessageContaining("worker.source")
        .hasMessageContaining("share-group");
  }
}
