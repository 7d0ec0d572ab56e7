package io.qahan.dwave.config;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Options from several levels, the weakest added first. Empty values never override. Endpoint and
 * region exclude each other: a level that sets one of them drops both of the levels below.
 */
final class OptionLevels {
  private final Map<ConfigOption, String> values = new EnumMap<>(ConfigOption.class);
  private final Map<ConfigOption, String> sources = new EnumMap<>(ConfigOption.class);

  /** Adds a level of values by option name. */
  OptionLevels add(String source, Map<String, String> level) {
    Map<ConfigOption, String> set = new EnumMap<>(ConfigOption.class);
    for (ConfigOption option : ConfigOption.values()) {
      String value = level.get(option.key());
      if (value != null && !value.isBlank()) {
        set.put(option, value.strip());
      }
    }
    if (set.containsKey(ConfigOption.ENDPOINT) || set.containsKey(ConfigOption.REGION)) {
      values.remove(ConfigOption.ENDPOINT);
      values.remove(ConfigOption.REGION);
    }
    values.putAll(set);
    set.keySet().forEach(option -> sources.put(option, source));
    return this;
  }

  /** Adds what the environment sets. */
  OptionLevels addEnvironment(Map<String, String> environment) {
    Map<String, String> level = new HashMap<>();
    for (ConfigOption option : ConfigOption.values()) {
      option.variable().map(environment::get).ifPresent(value -> level.put(option.key(), value));
    }
    return add("environment", level);
  }

  Optional<String> get(ConfigOption option) {
    return Optional.ofNullable(values.get(option));
  }

  /** Where the value came from. */
  String source(ConfigOption option) {
    return sources.get(option);
  }
}
