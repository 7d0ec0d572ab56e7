package io.qahan.trainer.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.schemas.settings.Settings;
import io.qahan.trainer.settings.TrainerSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LauncherProcessTest {
  @TempDir Path directory;

  @Test
  void shouldStartWhatIsDueAtLowPriority() throws Exception {
    LauncherProcess launcher =
        launcher("echo \"$@\" >%s; nice; exit 3".formatted(directory.resolve("arguments")));
    assertThat(launcher.obstacle()).isEmpty();
    launcher.start();
    await().until(() -> !launcher.isRunning());

    assertThat(launcher.exitCode()).isEqualTo(3);
    await().until(() -> launcher.lastWords().matches("-?\\d+"));
    assertThat(Integer.parseInt(launcher.lastWords())).isEqualTo(Math.min(ownNiceness() + 10, 19));
    assertThat(Files.readString(directory.resolve("arguments")))
        .startsWith("retrain --due --model m");
  }

  private static int ownNiceness() throws IOException {
    try (BufferedReader said =
        new ProcessBuilder("nice").start().inputReader(StandardCharsets.UTF_8)) {
      return Integer.parseInt(said.readLine());
    }
  }

  @Test
  void shouldGiveItTheSettings() throws Exception {
    LauncherProcess launcher = launcher("echo \"$QAHAN_TOPIC_PREFIX $QAHAN_KAFKA_CLIENT_RACK\"");
    launcher.start();

    await().until(() -> launcher.lastWords().equals("other. here"));
    await().until(() -> !launcher.isRunning());
  }

  @Test
  void shouldStartNoSecondOneWhileItRuns() throws Exception {
    Path go = directory.resolve("go");
    LauncherProcess launcher = launcher("until [ -e '%s' ]; do sleep 0.05; done".formatted(go));
    launcher.start();
    launcher.start();
    assertThat(launcher.isRunning()).isTrue();
    assertThat(launcher.exitCode()).isZero();

    Files.createFile(go);
    await().until(() -> !launcher.isRunning());
    assertThat(Files.readAllLines(directory.resolve("starts"))).hasSize(1);
  }

  @Test
  void shouldSayWhyItCannotStartOne() {
    assertThat(of("none").obstacle().orElseThrow()).contains("launcher is none");
    assertThat(of("").obstacle().orElseThrow())
        .contains("deploy/qahan", "trainer.retrain.launcher");
    assertThat(of(directory.resolve("gone").toString()).obstacle().orElseThrow())
        .contains("gone] cannot be run");
  }

  private LauncherProcess launcher(String script) throws IOException {
    Path file = directory.resolve("launcher");
    Files.write(
        file, List.of("#!/bin/sh", "echo start >>'" + directory.resolve("starts") + "'", script));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return of(file.toString());
  }

  private static LauncherProcess of(String launcher) {
    Map<String, String> given = new HashMap<>();
    given.put("model", "m");
    given.put("topic.prefix", "other.");
    given.put("kafka.client.rack", "here");
    given.put(TrainerSettings.RETRAIN_LAUNCHER.name(), launcher);
    return new LauncherProcess(Settings.of(TrainerSettings.all(), given));
  }
}
