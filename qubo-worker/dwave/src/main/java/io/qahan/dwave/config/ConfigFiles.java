package io.qahan.dwave.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration files of a machine, merged key by key, and the profile chosen from them. */
final class ConfigFiles {
  private static final String DEFAULTS = "defaults";
  private static final String PROFILE = "profile";

  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
  private final List<String> faults;

  private ConfigFiles(List<String> faults) {
    this.faults = faults;
  }

  /**
   * Reads the file that is named, or else whatever the search path has.
   *
   * @param named by the caller or by {@code DWAVE_CONFIG_FILE}; must exist
   * @param faults where faults are added
   */
  static ConfigFiles read(ConfigHost host, Optional<String> named, List<String> faults) {
    ConfigFiles files = new ConfigFiles(faults);
    if (named.isPresent()) {
      Path path = ConfigSearchPath.expand(host, named.get());
      if (Files.exists(path)) {
        files.merge(path);
      } else {
        faults.add("the configuration file [" + path + "] is not there; check DWAVE_CONFIG_FILE.");
      }
    } else {
      ConfigSearchPath.candidates(host).stream().filter(Files::exists).forEach(files::merge);
    }
    return files;
  }

  private void merge(Path path) {
    try {
      String text = Files.readString(path);
      String plain = text.startsWith("\uFEFF") ? text.substring(1) : text; // an editor's mark
      IniFile.parse(path.toString(), plain, faults)
          .forEach(
              (title, keys) ->
                  sections.computeIfAbsent(title, t -> new LinkedHashMap<>()).putAll(keys));
    } catch (IOException e) {
      faults.add("the configuration file [" + path + "] cannot be read: " + e + ".");
    }
  }

  /**
   * The options of the profile, over those of {@code [defaults]}; those alone where there is no
   * profile or {@code profile =} names none.
   */
  Map<String, String> profile(Optional<String> wanted) {
    Map<String, String> defaults = sections.getOrDefault(DEFAULTS, Map.of());
    Optional<String> name =
        wanted
            .or(() -> Optional.ofNullable(defaults.get(PROFILE)))
            .or(() -> titles().stream().findFirst());
    if (name.isEmpty() || name.get().isEmpty()) {
      return defaults; // as they are written: Ocean expands no percent signs here
    }
    if (!name.get().equals(DEFAULTS) && !sections.containsKey(name.get())) {
      faults.add("the profile [%s] is not there; choose from %s.".formatted(name.get(), titles()));
    }
    Map<String, String> raw = new LinkedHashMap<>(defaults);
    raw.putAll(sections.getOrDefault(name.get(), Map.of()));
    Map<String, String> options = new LinkedHashMap<>();
    raw.forEach((key, value) -> expand(key, value, raw, options));
    return options;
  }

  private List<String> titles() {
    return sections.keySet().stream().filter(title -> !title.equals(DEFAULTS)).toList();
  }

  private void expand(
      String key, String value, Map<String, String> raw, Map<String, String> options) {
    try {
      options.put(key, Interpolation.expand(value, raw));
    } catch (IllegalArgumentException e) {
      faults.add("the value of [" + key + "] " + e.getMessage() + ".");
    }
  }
}
