package io.qahan.deploy.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A panel of one of {@code grafana/dashboards}.
 *
 * @param dashboard the dashboard's uid, and its file's name without the extension
 * @param description what Grafana shows behind the panel's (i), in Markdown
 * @param cell where it is: x, y, width and height in Grafana's grid of 24 columns
 */
record DashboardPanel(
    String dashboard,
    String title,
    String description,
    List<Integer> cell,
    String unit,
    List<Query> queries) {
  static final Path DIRECTORY = Path.of("grafana", "dashboards");

  /** One query: its expression and how its series are called. */
  record Query(String expression, String legend) {
    /** The expression as Prometheus takes it, with rates over a given range. */
    String over(String range) {
      return expression.replace("$__rate_interval", range);
    }
  }

  static List<DashboardPanel> readAll() throws IOException {
    List<DashboardPanel> panels = new ArrayList<>();
    for (JsonNode dashboard : dashboards()) {
      for (JsonNode panel : dashboard.get("panels")) {
        panels.add(of(dashboard.get("uid").asText(), panel));
      }
    }
    return panels;
  }

  /** The expressions of all annotations: marks across the panels of a dashboard. */
  static List<String> annotations() throws IOException {
    List<String> expressions = new ArrayList<>();
    for (JsonNode dashboard : dashboards()) {
      expressions.addAll(dashboard.path("annotations").findValuesAsText("expr"));
    }
    return expressions;
  }

  private static List<JsonNode> dashboards() throws IOException {
    List<JsonNode> dashboards = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(DIRECTORY, "*.json")) {
      for (Path file : files) {
        dashboards.add(JsonMapper.builder().build().readTree(file.toFile()));
      }
    }
    return dashboards;
  }

  private static DashboardPanel of(String dashboard, JsonNode panel) {
    List<Query> queries = new ArrayList<>();
    for (JsonNode target : panel.get("targets")) {
      queries.add(new Query(target.get("expr").asText(), target.get("legendFormat").asText()));
    }
    JsonNode grid = panel.get("gridPos");
    return new DashboardPanel(
        dashboard,
        panel.get("title").asText(),
        panel.path("description").asText(),
        List.of(
            grid.get("x").asInt(),
            grid.get("y").asInt(),
            grid.get("w").asInt(),
            grid.get("h").asInt()),
        panel.at("/fieldConfig/defaults/unit").asText(),
        queries);
  }
}
