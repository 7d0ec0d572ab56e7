package io.qahan.worker;

import io.qahan.dwave.config.ConfigHost;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a worker remembers what it spent at D-Wave: where {@code worker.dwave.budget.file} says, or
 * else where the platform keeps the state of programs. Never in whatever directory a worker happens
 * to be started from: the next one, started from another, would spend anew.
 */
public final class BudgetFile {
  private static final String FOLDER = "qahan";
  private static final String NAME = "qpu-budget.txt";

  private BudgetFile() {}

  /** The file, which need not be there yet; absolute. */
  public static Path of(Settings settings, ConfigHost host) {
    String said = settings.get(WorkerSettings.DWAVE_BUDGET_FILE);
    return (said.isBlank() ? stateDirectory(host).resolve(FOLDER).resolve(NAME) : Path.of(said))
        .toAbsolutePath();
  }

  /**
   * The file of a worker that is about to use it; its directory is made where nobody said another.
   *
   * @throws UncheckedIOException if that cannot be made
   */
  static Path toUse(Settings settings, ConfigHost host) {
    Path file = of(settings, host);
    if (settings.get(WorkerSettings.DWAVE_BUDGET_FILE).isBlank()) {
      try {
        Files.createDirectories(file.getParent());
      } catch (IOException e) {
        throw new UncheckedIOException(
            "The QPU budget has no place in [%s]; set %s"
                .formatted(file.getParent(), WorkerSettings.DWAVE_BUDGET_FILE.name()),
            e);
      }
    }
    return file;
  }

  private static Path stateDirectory(ConfigHost host) {
    Map<String, String> environment = host.environment();
    String local =
        switch (host.platform()) {
          case POSIX -> environment.getOrDefault("XDG_STATE_HOME", "");
          case WINDOWS -> environment.getOrDefault("LOCALAPPDATA", "");
          case MAC -> "";
        };
    if (!local.isEmpty()) {
      return Path.of(local);
    }
    return host.home()
        .resolve(
            switch (host.platform()) {
              case POSIX -> ".local/state";
              case MAC -> "Library/Application Support";
              case WINDOWS -> "AppData/Local";
            });
  }
}
