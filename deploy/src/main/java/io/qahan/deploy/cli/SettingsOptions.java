package io.qahan.deploy.cli;

import io.qahan.ingest.IngestService;
import io.qahan.ingest.model.ModelSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import io.qahan.schemas.settings.SettingsLoader;
import io.qahan.trainer.TrainerService;
import io.qahan.worker.WorkerService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/**
 * Where a command gets its settings from: the defaults, then a properties file, then the
 * environment, then options. Every command knows the settings of all services, so that one file can
 * serve them all; a name that none of them knows is a fault.
 */
public final class SettingsOptions {
  private static final Logger log = LoggerFactory.getLogger(SettingsOptions.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties file with settings of any of the services.")
  private Path file;

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      description = "One setting; wins over the file and the environment. May be repeated.")
  private Map<String, String> given = new LinkedHashMap<>();

  /**
   * Gathers and checks the settings.
   *
   * @param options what the command's own options say; wins over all the rest
   * @throws SettingsException listing every fault
   */
  public Settings load(Map<String, String> options) {
    return load(Map.of(), options);
  }

  /**
   * The same with a command's own defaults, which everything else wins over.
   *
   * @throws SettingsException listing every fault
   */
  public Settings load(Map<String, String> defaults, Map<String, String> options) {
    warnOfSecrets();
    SettingsLoader loader = new SettingsLoader(known()).add("defaults of the command", defaults);
    if (file != null) {
      loader.addFile(file);
    }
    Settings loaded =
        loader
            .addEnvironment(System.getenv())
            .add("command line", given)
            .add("command line", options)
            .load();
    return ModelSettings.of(loaded).settings(); // the model's name is the key of its heads
  }

  /** A command line is in the list of processes, for everybody on this host to see. */
  private void warnOfSecrets() {
    given.forEach(
        (name, text) -> {
          if (Settings.isSecret(known(), name, text)) {
            String variable =
                Settings.ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_');
            log.warn(
                "-D {}=... shows a secret to everybody on this host (ps). Set {}, or {}_FILE to a file"
                    + " that has it.",
                name,
                variable,
                variable);
          }
        });
  }

  /** The settings of all services, each once. */
  public static List<Setting<?>> known() {
    Map<String, Setting<?>> byName = new LinkedHashMap<>();
    Stream.of(IngestService.settings(), WorkerService.settings(), TrainerService.settings())
        .flatMap(List::stream)
        .forEach(setting -> byName.putIfAbsent(setting.name(), setting));
    return new ArrayList<>(byName.values());
  }
}
