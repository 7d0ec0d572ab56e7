package io.qahan.dwave.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where {@code dwave.conf} is looked for: system, then user, then the working directory. */
final class ConfigSearchPath {
  private static final String FILE = "dwave.conf";
  private static final String FOLDER = "dwave";
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)})");

  private ConfigSearchPath() {}

  /** Every place, the weakest first; a file there may or may not exist. */
  static List<Path> candidates(ConfigHost host) {
    List<Path> paths = new ArrayList<>();
    switch (host.platform()) {
      case POSIX -> {
        for (String root : host.variable("XDG_CONFIG_DIRS", "/etc/xdg").split(":", -1)) {
          paths.add(host.path(root).resolve(FOLDER).resolve(FILE));
        }
        Path user = host.path(host.variable("XDG_CONFIG_HOME", host.home() + "/.config"));
        paths.add(user.resolve(FOLDER).resolve(FILE));
      }
      case MAC -> {
        String support = "Library/Application Support";
        paths.add(host.path("/" + support).resolve(FOLDER).resolve(FILE));
        paths.add(host.home().resolve(support).resolve(FOLDER).resolve(FILE));
      }
      case WINDOWS -> {
        paths.add(windows(host.path(host.variable("ProgramData", "C:\\ProgramData"))));
        Path local = host.home().resolve("AppData").resolve("Local");
        paths.add(windows(host.path(host.variable("LOCALAPPDATA", local.toString()))));
      }
    }
    paths.add(host.workingDirectory().resolve(FILE));
    return paths;
  }

  private static Path windows(Path root) {
    return root.resolve("dwavesystem").resolve(FOLDER).resolve(FILE);
  }

  /** A path that a user wrote, with {@code ~} and {@code $VARIABLE}; unknown variables stay. */
  static Path expand(ConfigHost host, String text) {
    Matcher matcher = VARIABLE.matcher(text);
    String filled =
        matcher.replaceAll(
            match -> {
              String name = match.group(1) == null ? match.group(2) : match.group(1);
              return Matcher.quoteReplacement(host.environment().getOrDefault(name, match.group()));
            });
    if (filled.equals("~") || filled.startsWith("~/")) {
      filled = host.home() + filled.substring(1);
    }
    return host.workingDirectory().resolve(filled);
  }
}
