package io.qahan.deploy.cli;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that talks to brokers: which, and all the other settings. */
public final class BrokerOption {
  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT[,...]",
      description = "Kafka brokers to start from (default: localhost:9092).")
  private String servers;

  @Mixin private SettingsOptions settings;

  public Settings load() {
    return load(Map.of());
  }

  /** As {@link SettingsOptions#load(Map)}. */
  public Settings load(Map<String, String> options) {
    Map<String, String> all = new HashMap<>(options);
    if (servers != null) {
      all.put(CommonSettings.BOOTSTRAP_SERVERS.name(), servers);
    }
    return settings.load(all);
  }
}
