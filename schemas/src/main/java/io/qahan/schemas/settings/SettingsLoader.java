package io.qahan.schemas.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Gathers settings from their sources and checks them all before any is used. Add the sources from
 * the weakest to the strongest. Not thread safe.
 */
public final class SettingsLoader {
  private static final String FILE = "_FILE";
  private static final int LARGEST = 1 << 20;

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

  /**
   * Adds the variables that start with {@code QAHAN_}; the rest of the environment is ignored. A
   * variable with {@code _FILE} behind the name of another names a file that has the text, as
   * Kubernetes, Docker and systemd give secrets to a service. A file that cannot be read is a
   * fault, and so are both of them.
   */
  public SettingsLoader addEnvironment(Map<String, String> environment) {
    Map<String, String> entries = new TreeMap<>();
    Map<String, String> byVariable = new HashMap<>();
    known.values().forEach(s -> byVariable.put(s.environmentVariable(), s.name()));
    environment.forEach(
        (variable, text) -> {
          Optional<String> named = namedByFile(variable, byVariable);
          if (named.isPresent()) {
            if (environment.containsKey(named.get())) {
              faults.add("both " + named.get() + " and " + variable + " are set. Unset one.");
            }
            secretOf(variable, text)
                .ifPresent(
                    read ->
                        entries.put(
                            byVariable.getOrDefault(named.get(), Settings.nameOf(named.get())),
                            read));
          } else if (variable.startsWith(Settings.ENVIRONMENT_PREFIX)) {
            entries.put(byVariable.getOrDefault(variable, Settings.nameOf(variable)), text);
          }
        });
    return add("environment", entries);
  }

  /**
   * The variable whose text is in the file that this one names; empty if it is a setting itself.
   */
  private static Optional<String> namedByFile(String variable, Map<String, String> byVariable) {
    if (!variable.startsWith(Settings.ENVIRONMENT_PREFIX)
        || !variable.endsWith(FILE)
        || byVariable.containsKey(variable)) {
      return Optional.empty();
    }
    String name = Settings.nameOf(variable);
    if (name.startsWith(Settings.KAFKA)
        && ConsumerConfig.configNames().contains(name.substring(Settings.KAFKA.length()))) {
      return Optional.empty(); // Kafka reads some files itself
    }
    String named = variable.substring(0, variable.length() - FILE.length());
    return byVariable.containsKey(named)
            || name.startsWith(Settings.KAFKA)
            || name.startsWith(Settings.STREAMS)
        ? Optional.of(named)
        : Optional.empty();
  }

  private Optional<String> secretOf(String variable, String file) {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > LARGEST) {
        throw new IOException("it has more than " + LARGEST + " bytes");
      }
      return Optional.of(Files.readString(path).strip()); // editors end it with a line break
    } catch (IOException | InvalidPathException e) {
      faults.add(variable + " names the file [" + file + "], which cannot be read: " + e);
      return Optional.empty();
    }
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
                    setting.secret() ? "hidden" : text,
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
