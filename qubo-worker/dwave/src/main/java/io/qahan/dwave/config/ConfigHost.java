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
    return of(System.getenv(), System.getProperty("user.home"), System.getProperty("os.name"));
  }

  /**
   * A machine in its current directory. Its home is where {@code HOME} says, as Ocean has it: the
   * JVM's own may be another, in a container or under sudo; on Windows it is the JVM's.
   */
  static ConfigHost of(Map<String, String> environment, String userHome, String systemName) {
    String system = systemName.toLowerCase(Locale.ROOT);
    Platform platform =
        system.contains("win")
            ? Platform.WINDOWS
            : system.contains("mac") ? Platform.MAC : Platform.POSIX;
    String home = environment.getOrDefault("HOME", "");
    return new ConfigHost(
        environment,
        Path.of(platform == Platform.WINDOWS || home.isEmpty() ? userHome : home),
        Path.of(""),
        platform);
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
