package io.qahan.deploy.stream;

import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.schemas.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings for services of a test, against its broker.
 *
 * @param given what the services are told
 */
public record TestSettings(Map<String, String> given) {

  /**
   * Settings against these brokers.
   *
   * @param state where Kafka Streams may keep files
   */
  public static TestSettings of(String bootstrapServers, Path state) {
    return of(bootstrapServers).with("streams.state.dir", state.toString());
  }

  /** Settings against these brokers, for whatever keeps no files. */
  public static TestSettings of(String bootstrapServers) {
    Map<String, String> given = new HashMap<>();
    given.put("bootstrap.servers", bootstrapServers);
    given.put("streams.main.consumer.session.timeout.ms", "3000");
    given.put("streams.main.consumer.heartbeat.interval.ms", "500");
    given.put("ingest.deadline", "60s"); // the machine of a test may be slow
    return new TestSettings(given);
  }

  /**
   * Consumer groups that notice a killed member within seconds; share groups take no such order.
   */
  public TestSettings noticingTheDeadSoon() {
    return with("kafka.session.timeout.ms", "3000").with("kafka.heartbeat.interval.ms", "500");
  }

  public TestSettings with(String name, String value) {
    Map<String, String> more = new HashMap<>(given);
    more.put(name, value);
    return new TestSettings(more);
  }

  public Settings load() {
    return Settings.of(SettingsOptions.known(), given);
  }

  /** A command with these settings as options. */
  public String[] command(String... first) {
    List<String> arguments = new ArrayList<>(List.of(first));
    given.forEach(
        (name, value) -> {
          arguments.add("-D");
          arguments.add(name + "=" + value);
        });
    return arguments.toArray(String[]::new);
  }
}
