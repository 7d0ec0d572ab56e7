package io.qahan.schemas.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Gathers settings from their sources and checks them all before any is used. Add the sources from
 * the weakest to the strongest. Not thread safe.
 */
public final class SettingsLoader {
  private final Map<String, Setting<?>> known = new LinkedHashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, String> sources = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  public SettingsLoader(List<Setting<?>> known) {
    known.forEach(setting -> this.known.put(setting.name(), setting));
  }

  /** Adds the entries of a properties file. A file that cannot be read is a fault. */
  public SettingsLoader addFile(Path file) {
    Properties properties = new Properties();
    try {
      String text = Files.readString(file);
      // Some editors begin a file with a byte order mark.
      properties.load(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
    } catch (CharacterCodingException e) {
      faults.add("the settings file [" + file + "] is not UTF-8. Save it as UTF-8.");
      return this;
    } catch (IOException | IllegalArgumentException e) {
      faults.add("the settings file [" + file + "] cannot be read: " + e);
      return this;
    }
    Map<String, String> entries = new TreeMap<>();
    properties.stringPropertyNames().forEach(n -> entries.put(n, properties.getProperty(n)));
    return add(file.toString(), entries);
  }

  /** Adds the variables that start with {@code QAHAN_}; the rest of the environment is ignored. */
  public SettingsLoader addEnvironment(Map<String, String> environment) {
    Map<String, String> entries = new TreeMap<>();
    Map<String, String> byVariable = new HashMap<>();
    known.values().forEach(s -> byVariable.put(s.environmentVariable(), s.name()));
    environment.forEach(
        (variable, text) -> {
          if (variable.startsWith(Settings.ENVIRONMENT_PREFIX)) {
            entries.put(byVariable.getOrDefault(variable, Settings.nameOf(variable)), text);
          }
        });
    return add("environment", entries);
  }

  /** Adds entries by name; an unknown name is a fault. */
  public SettingsLoader add(String source, Map<String, String> entries) {
    entries.forEach(
        (name, text) -> {
          if (known.containsKey(name)
              || name.startsWith(Settings.KAFKA)
              || name.startsWith(Settings.STREAMS)) {
            texts.put(name, text);
            sources.put(name, source);
          } else {
            faults.add("[" + name + "] (from " + source + ") is not a setting" + advice(name));
          }
        });
    return this;
  }

  /**
   * Checks everything that was added.
   *
   * @throws SettingsException listing every fault by name
   */
  public Settings load() {
    texts.forEach(
        (name, text) -> {
          if (!known.containsKey(name)) {
            ExactlyOnce.faultOf(name, text, sources.get(name)).ifPresent(faults::add);
          }
        });
    Map<String, Object> values = new HashMap<>();
    for (Setting<?> setting : known.values()) {
      String text = texts.getOrDefault(setting.name(), setting.fallback().orElse(null));
      if (text == null) {
        faults.add(
            "[%s] is missing: %s. Set it in the settings file or as %s."
                .formatted(setting.name(), setting.meaning(), setting.environmentVariable()));
        continue;
      }
      try {
        values.put(setting.name(), setting.parse().apply(text));
      } catch (IllegalArgumentException e) {
        faults.add(
            "[%s] is [%s] (from %s) but must be %s."
                .formatted(
                    setting.name(),
                    text,
                    sources.getOrDefault(setting.name(), "default"),
                    e.getMessage()));
      }
    }
    if (!faults.isEmpty()) {
      throw new SettingsException(faults);
    }
    return new Settings(texts, values);
  }

  private String advice(String name) {
    return known.keySet().stream()
        .filter(other -> other.contains(name) || name.contains(other) || sameWords(other, name))
        .findFirst()
        .map(other -> "; maybe [" + other + "] was meant")
        .orElse("");
  }

  private static boolean sameWords(String one, String other) {
    return one.replaceAll("[^a-z]", "").equals(other.replaceAll("[^a-z]", ""));
  }
}
