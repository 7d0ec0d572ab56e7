package io.qahan.deploy.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** A Prometheus that scrapes local services every second. It never outlives the test. */
final class PrometheusProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  private final Process process;
  private final String url;

  private PrometheusProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param program from {@link OnPath}
   * @param directory where its files go
   * @param rules the alert rules
   * @param ports by job, where services are scraped
   */
  static PrometheusProcess start(
      Path program, Path directory, String rules, Map<String, Integer> ports) throws IOException {
    Files.writeString(directory.resolve("rules.yml"), rules);
    StringBuilder configuration =
        new StringBuilder(
            "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
                + "rule_files: [rules.yml]\nscrape_configs:\n");
    ports.forEach(
        (job, port) ->
            configuration.append(
                "  - {job_name: %s, static_configs: [{targets: [\"127.0.0.1:%d\"]}]}\n"
                    .formatted(job, port)));
    Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration);
    int port = freePort();
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    PrometheusProcess prometheus = new PrometheusProcess(process, "http://127.0.0.1:" + port);
    Awaitility.await()
        .atMost(START)
        .ignoreExceptions()
        .until(() -> Scrape.text(prometheus.url + "/-/ready").contains("Ready"));
    return prometheus;
  }

  /** The alerts that are pending or firing, with their state. */
  Map<String, String> alerts() throws IOException, InterruptedException {
    Map<String, String> states = new TreeMap<>();
    for (JsonNode alert : get("/api/v1/alerts").at("/data/alerts")) {
      states.put(alert.at("/labels/alertname").asText(), alert.get("state").asText());
    }
    return states;
  }

  /** The result of a query now: a series each. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .at("/data/result");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return JsonMapper.builder().build().readTree(Scrape.text(url + path));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
