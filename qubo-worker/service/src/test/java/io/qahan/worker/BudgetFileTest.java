package io.qahan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.ConfigHost.Platform;
import io.qahan.schemas.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetFileTest {
  @TempDir Path directory;

  private static Settings settings(Map<String, String> given) {
    return Settings.of(WorkerService.settings(), given);
  }

  private ConfigHost host(Platform platform, Map<String, String> environment) {
    return new ConfigHost(environment, directory, directory, platform);
  }

  private Path file(Platform platform, Map<String, String> environment) {
    return BudgetFile.of(settings(Map.of()), host(platform, environment));
  }

  @Test
  void shouldBeWhereThePlatformKeepsTheStateOfPrograms() {
    Path state = directory.resolve("state");

    assertThat(file(Platform.POSIX, Map.of()))
        .isEqualTo(directory.resolve(".local/state/qahan/qpu-budget.txt"));
    assertThat(file(Platform.POSIX, Map.of("XDG_STATE_HOME", state.toString())))
        .isEqualTo(state.resolve("qahan/qpu-budget.txt"));
    assertThat(file(Platform.MAC, Map.of()))
        .isEqualTo(directory.resolve("Library/Application Support/qahan/qpu-budget.txt"));
    assertThat(file(Platform.WINDOWS, Map.of("LOCALAPPDATA", state.toString())))
        .isEqualTo(state.resolve("qahan/qpu-budget.txt"));
  }

  @Test
  void shouldBeWhereTheSettingSays() {
    Settings said =
        settings(Map.of("worker.dwave.budget.file", directory.resolve("mine").toString()));

    assertThat(BudgetFile.of(said, host(Platform.POSIX, Map.of())))
        .isEqualTo(directory.resolve("mine"));
  }

  @Test
  void shouldMakeItsDirectory() {
    Path file = BudgetFile.toUse(settings(Map.of()), host(Platform.POSIX, Map.of()));

    assertThat(Files.isDirectory(file.getParent())).isTrue();
    assertThat(file).isAbsolute();
  }
}
