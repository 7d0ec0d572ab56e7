package io.qahan.dwave.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What of a machine the configuration is read from. The paths carry their file system.
 *
 * @param environment its variables
 * @param home of the user
 * @param workingDirectory where {@code ./dwave.conf} is looked for
 * @param platform decides the folders
 */
public record ConfigHost(
    Map<String, String> environment, Path home, Path workingDirectory, Platform platform) {

  /** Families of operating systems with folders of their own. */
  public enum Platform {
    POSIX,
    MAC,
    WINDOWS
  }

  public ConfigHost {
    environment = Map.copyOf(environment);
  }

  /** The machine this runs on. */
  public static ConfigHost local() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    Platform platform =
        system.contains("win")
            ? Platform.WINDOWS
            : system.contains("mac") ? Platform.MAC : Platform.POSIX;
    return new ConfigHost(
        System.getenv(), Path.of(System.getProperty("user.home")), Path.of(""), platform);
  }

  /** The value of a variable; an empty one counts as none. */
  String variable(String name, String fallback) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? fallback : value;
  }

  Path path(String text) {
    return home.getFileSystem().getPath(text);
  }

  @Override
  public String toString() {
    return "ConfigHost[home=" + home + ", platform=" + platform + "]"; // variables hold secrets
  }
}
