package io.qahan.schemas.settings;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The settings of a process, checked. Later sources win: defaults, properties file, environment,
 * command line. Names under {@code kafka.} and {@code streams.} pass through untouched. Immutable.
 */
public final class Settings {
  public static final String ENVIRONMENT_PREFIX = "QAHAN_";
  public static final String KAFKA = "kafka.";
  public static final String STREAMS = "streams.";

  private static final Pattern CREDENTIALS = Pattern.compile("\\w://[^@/\\s]+:[^@/\\s]+@");
  private static final List<String> PASSWORDS =
      ConsumerConfig.configDef().configKeys().values().stream()
          .filter(key -> key.type == ConfigDef.Type.PASSWORD)
          .map(key -> key.name)
          .toList();

  private final Map<String, String> texts;
  private final Map<String, Object> values;
  private final Map<String, Object> clients;

  Settings(Map<String, String> texts, Map<String, Object> values) {
    this(texts, values, Map.of());
  }

  private Settings(
      Map<String, String> texts, Map<String, Object> values, Map<String, Object> clients) {
    this.texts = Map.copyOf(texts);
    this.values = Map.copyOf(values);
    this.clients = Map.copyOf(clients);
  }

  /** Settings from given texts alone, for tests and embedded use. */
  public static Settings of(List<Setting<?>> known, Map<String, String> given) {
    return new SettingsLoader(known).add("given", given).load();
  }

  /**
   * Returns the value of a setting.
   *
   * @throws IllegalArgumentException if the setting was not among those loaded
   */
  @SuppressWarnings("unchecked") // a value was made by its setting's parse
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting.name());
    if (value == null) {
      throw new IllegalArgumentException(
          "The setting [" + setting.name() + "] was not loaded: add it to the service's list.");
    }
    return (T) value;
  }

  /** Returns what stands under a prefix such as {@link #KAFKA}, without that prefix. */
  public Map<String, String> under(String prefix) {
    Map<String, String> found = new TreeMap<>();
    texts.forEach(
        (name, text) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), text);
          }
        });
    return found;
  }

  /** Properties for any Kafka client: bootstrap servers and all of {@code kafka.*}. */
  public Map<String, Object> kafkaClient() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", get(CommonSettings.BOOTSTRAP_SERVERS));
    properties.putAll(under(KAFKA));
    properties.putAll(clients);
    return properties;
  }

  /** A copy whose Kafka clients have these properties too, whatever {@code kafka.*} says. */
  public Settings withClients(Map<String, Object> properties) {
    return new Settings(texts, values, properties);
  }

  /** Whether a source gave this setting; if not, its default holds. */
  public boolean isGiven(Setting<?> setting) {
    return texts.containsKey(setting.name());
  }

  /** The text of a setting that was given. */
  public String textOf(Setting<?> setting) {
    return texts.get(setting.name());
  }

  /**
   * A copy in which some settings have other values, as if these were given.
   *
   * @throws IllegalArgumentException if a text cannot be read
   */
  public Settings with(Map<Setting<?>, String> replaced) {
    Map<String, String> newTexts = new HashMap<>(texts);
    Map<String, Object> newValues = new HashMap<>(values);
    replaced.forEach(
        (setting, text) -> {
          newTexts.put(setting.name(), text);
          newValues.put(setting.name(), setting.parse().apply(text));
        });
    return new Settings(newTexts, newValues, clients);
  }

  /** A copy in which some settings are as if nobody had given them. */
  public Settings without(Collection<Setting<?>> left) {
    Map<String, String> newTexts = new HashMap<>(texts);
    Map<String, Object> newValues = new HashMap<>(values);
    for (Setting<?> setting : left) {
      newTexts.remove(setting.name());
      newValues.remove(setting.name());
      setting
          .fallback()
          .ifPresent(text -> newValues.put(setting.name(), setting.parse().apply(text)));
    }
    return new Settings(newTexts, newValues, clients);
  }

  /** A copy in which some texts are replaced; the names must be known. */
  public Settings with(List<Setting<?>> known, Map<String, String> replaced) {
    Map<String, String> merged = new HashMap<>(texts);
    merged.putAll(replaced);
    return of(known, merged).withClients(clients);
  }

  /**
   * Whether the text of a setting must not be shown to others: that of a secret, what Kafka's
   * clients take for a password, and an address with credentials in it.
   *
   * @param name of a known setting, or under {@link #KAFKA} or {@link #STREAMS}
   */
  public static boolean isSecret(List<Setting<?>> known, String name, String text) {
    if (known.stream().anyMatch(setting -> setting.name().equals(name) && setting.secret())) {
      return true;
    }
    return PASSWORDS.stream().anyMatch(password -> name.endsWith("." + password))
        || CREDENTIALS.matcher(text).find();
  }

  static String nameOf(String environmentVariable) {
    return environmentVariable
        .substring(ENVIRONMENT_PREFIX.length())
        .toLowerCase(Locale.ROOT)
        .replace('_', '.');
  }
}
