package io.qahan.dwave.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Configurations as D-Wave's own loader reads them, one a line of a table: {@code official} is what
 * it makes of the case (what differs from its defaults), {@code ours} what this loader makes of it
 * where that is another thing on purpose, and why. In {@code deploy} the table is held against the
 * loader itself.
 */
class OfficialConfigTest {
  private static final String TABLE = "/io/qahan/dwave/official/configuration.json";

  @TempDir Path root;

  /** A line of the table. */
  record Case(JsonNode json) {
    @Override
    public String toString() {
      return json.path("name").asText();
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream table = OfficialConfigTest.class.getResourceAsStream(TABLE)) {
      new ObjectMapper().readTree(table).forEach(json -> cases.add(new Case(json)));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldReadWhatTheOfficialLoaderReads(Case given) throws IOException {
    JsonNode expected =
        given.json.has("ours") ? given.json.get("ours") : given.json.get("official");
    for (Map.Entry<String, JsonNode> file : given.json.get("files").properties()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue().textValue());
    }
    Map<String, String> environment = new HashMap<>();
    environment.put("XDG_CONFIG_DIRS", root.resolve("etc").toString());
    given
        .json
        .get("env")
        .properties()
        .forEach(
            variable ->
                environment.put(
                    variable.getKey(),
                    variable.getValue().textValue().replace("$ROOT", root.toString())));
    Map<String, String> arguments = new HashMap<>();
    given
        .json
        .get("args")
        .properties()
        .forEach(option -> arguments.put(option.getKey(), option.getValue().textValue()));
    ConfigHost host =
        new ConfigHost(
            environment, root.resolve("home"), root.resolve("work"), ConfigHost.Platform.POSIX);

    DWaveConfig config;
    try {
      config = DWaveConfigLoader.load(host, arguments);
    } catch (DWaveConfigException e) {
      assertThat(expected.has("refused")).as(e.getMessage()).isTrue();
      return;
    }
    assertThat(expected.has("refused")).as("refused").isFalse();
    ObjectNode wanted = (ObjectNode) expected.deepCopy();
    wanted.properties().removeIf(option -> option.getValue().isNull()); // none: an endpoint is set
    ObjectNode found = described(config);
    for (Map.Entry<String, JsonNode> option : wanted.properties()) {
      assertThat(found.path(option.getKey()).toString())
          .as(option.getKey())
          .isEqualTo(option.getValue().toString());
    }
    assertThat(config.token().secret()).isEqualTo(wanted.path("token").asText());
    for (Map.Entry<String, JsonNode> usual : described(usual()).properties()) {
      if (!expected.has(usual.getKey())
          && !usual.getKey().startsWith("poll_")
          && !usual.getKey().equals("token")) {
        assertThat(found.path(usual.getKey())).as(usual.getKey()).isEqualTo(usual.getValue());
      }
    }
  }

  private DWaveConfig usual() {
    ConfigHost nobody =
        new ConfigHost(
            Map.of("XDG_CONFIG_DIRS", "/nonexistent"),
            root.resolve("nobody"),
            root.resolve("nobody"),
            ConfigHost.Platform.POSIX);
    return DWaveConfigLoader.load(nobody, Map.of("token", "t1"));
  }

  /** A configuration by the names of options, as the table has it. */
  private static ObjectNode described(DWaveConfig config) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("endpoint", config.endpoint().endpoint().map(URI::toString).orElse(null));
    json.put("region", config.endpoint().region());
    json.set("solver", new ObjectMapper().readTree(config.solver().toString()));
    json.put("proxy", config.http().proxy().map(URI::toString).orElse(null));
    ObjectNode headers = json.putObject("headers");
    config.http().headers().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(header -> headers.put(header.getKey(), header.getValue()));
    json.put("permissive_ssl", config.http().permissiveSsl());
    json.put("connection_close", config.http().connectionClose());
    json.put("compress_qpu_problem_data", config.http().compress());
    ArrayNode timeouts = json.putArray("request_timeout");
    timeouts.add(seconds(config.http().timeouts().connect()));
    timeouts.add(seconds(config.http().timeouts().read()));
    json.put(
        "polling_timeout",
        config.polling().timeout().map(OfficialConfigTest::seconds).orElse(null));
    json.put("token", config.token().secret());
    json.put(
        "poll_strategy",
        config.polling().strategy().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("poll_backoff_min", seconds(config.polling().backoffMin()));
    json.put("poll_backoff_max", seconds(config.polling().backoffMax()));
    json.put("poll_backoff_base", config.polling().backoffBase());
    json.put("poll_wait_time", config.polling().waitTime().toSeconds());
    json.put("poll_pause", seconds(config.polling().pause()));
    json.put("http_retry_total", config.retries().total());
    json.put("http_retry_backoff_factor", seconds(config.retries().factor()));
    json.put("http_retry_backoff_max", seconds(config.retries().max()));
    json.put("cache_enabled", config.cache());
    return json;
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
