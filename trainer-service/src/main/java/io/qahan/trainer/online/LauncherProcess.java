package io.qahan.trainer.online;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.trainer.settings.TrainerSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts retrainings by the launcher {@code deploy/qahan}, at low priority, with the settings of
 * this process in their environment. They do not end with this process. Thread safe.
 */
final class LauncherProcess implements RetrainLauncher {
  /** Where the launcher says that it is. */
  static final String PROPERTY = "qahan.launcher";

  private static final Logger log = LoggerFactory.getLogger(LauncherProcess.class);
  private static final String NONE = "none";
  private static final String FROM_FILE = "_FILE";
  private static final List<String> LOW_PRIORITY = List.of("nice", "-n", "10");

  private final Map<String, String> environment;
  private final String model;
  private final String launcher;
  private Process process;
  private volatile String lastWords = "it said nothing";

  LauncherProcess(Settings settings) {
    this.environment = environmentOf(settings);
    this.model = settings.get(CommonSettings.MODEL);
    String given = settings.get(TrainerSettings.RETRAIN_LAUNCHER);
    this.launcher = given.isEmpty() ? System.getProperty(PROPERTY, "") : given;
  }

  private static Map<String, String> environmentOf(Settings settings) {
    Map<String, String> variables = new TreeMap<>();
    settings
        .under("")
        .forEach(
            (name, text) ->
                variables.put(
                    Settings.ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_'),
                    text));
    return variables;
  }

  @Override
  public Optional<String> obstacle() {
    if (launcher.equals(NONE)) {
      return Optional.of("trainer.retrain.launcher is none");
    }
    if (launcher.isEmpty()) {
      return Optional.of(
          "the launcher deploy/qahan did not start this process, nor does trainer.retrain.launcher"
              + " name it");
    }
    return Files.isExecutable(Path.of(launcher))
        ? Optional.empty()
        : Optional.of("[%s] cannot be run (trainer.retrain.launcher)".formatted(launcher));
  }

  @Override
  public synchronized void start() throws IOException {
    if (isRunning()) {
      return;
    }
    List<String> command = new ArrayList<>(LOW_PRIORITY);
    command.addAll(
        List.of(launcher, "retrain", "--due", "--model", model, "--by", "trainer of this host"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> inherited = builder.environment();
    environment.forEach(
        (variable, text) -> {
          if (!inherited.containsKey(variable + FROM_FILE)) { // secrets stay in their files
            inherited.put(variable, text);
          }
        });
    lastWords = "it said nothing";
    process = builder.start();
    process.getOutputStream().close();
    Process started = process;
    Thread listening = new Thread(() -> listen(started), "retraining-" + started.pid());
    listening.setDaemon(true);
    listening.start();
  }

  private void listen(Process started) {
    try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          lastWords = line;
          log.info("retraining {}: {}", started.pid(), line);
        }
      }
    } catch (IOException e) { // it was killed
      log.debug("Retraining {} says no more", started.pid(), e);
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  @Override
  public synchronized int exitCode() {
    return process == null || process.isAlive() ? 0 : process.exitValue();
  }

  @Override
  public String lastWords() {
    return lastWords;
  }
}
