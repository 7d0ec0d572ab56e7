package io.qahan.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.process.OnPath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus's own judgement of our files; skipped where promtool is not on PATH. */
class PromtoolTest {
  private static final Path PROMETHEUS = Path.of("prometheus");

  @Test
  void shouldAcceptTheScrapeConfigurationAndTheRules() throws Exception {
    assertSuccess("check", "config", PROMETHEUS.resolve("prometheus.yml").toString());
  }

  @Test
  void shouldFireEachAlertWhenItShouldAndNotWhenItShouldNot() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("test", "rules"));
    try (DirectoryStream<Path> tests =
        Files.newDirectoryStream(PROMETHEUS.resolve("tests"), "*.yml")) {
      tests.forEach(test -> arguments.add(test.toString()));
    }
    assertThat(arguments).hasSizeGreaterThan(2);
    assertSuccess(arguments.toArray(String[]::new));
  }

  @Test
  void shouldTestEveryAlert() throws IOException {
    StringBuilder tests = new StringBuilder();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(PROMETHEUS.resolve("tests"))) {
      for (Path file : files) {
        tests.append(Files.readString(file));
      }
    }
    assertThat(AlertRule.read())
        .allSatisfy(rule -> assertThat(tests).contains("alertname: " + rule.alert() + "\n"));
  }

  @Test
  void shouldUnderstandEveryQueryOfTheDashboards(@TempDir Path directory) throws Exception {
    List<Map<String, String>> recorded = new ArrayList<>();
    for (DashboardPanel panel : DashboardPanel.readAll()) {
      for (DashboardPanel.Query query : panel.queries()) {
        recorded.add(Map.of("record", "query_" + recorded.size(), "expr", query.over("1m")));
      }
    }
    assertThat(recorded).hasSizeGreaterThan(30);
    Path rules = directory.resolve("queries.yml");
    JsonMapper.builder() // JSON is YAML
        .build()
        .writeValue(
            rules.toFile(),
            Map.of("groups", List.of(Map.of("name", "dashboards", "rules", recorded))));
    assertSuccess("check", "rules", rules.toString());
  }

  private static void assertSuccess(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(OnPath.orSkip("promtool").toString()));
    command.addAll(List.of(arguments));
    OnPath.Run run = OnPath.run(command);
    assertThat(run.exitCode()).as(run.output()).isZero();
  }
}
