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
 * @param dashboard the file's name without its extension, and the dashboard's uid
 * @param cell where it is: x, y, width and height in Grafana's grid of 24 columns
 */
record DashboardPanel(
    String dashboard, String title, List<Integer> cell, String unit, List<Query> queries) {
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
    try (DirectoryStream<Path> files = Files.newDirectoryStream(DIRECTORY, "*.json")) {
      for (Path file : files) {
        String name = file.getFileName().toString().replace(".json", "");
        for (JsonNode panel : JsonMapper.builder().build().readTree(file.toFile()).get("panels")) {
          panels.add(of(name, panel));
        }
      }
    }
    return panels;
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
        List.of(
            grid.get("x").asInt(),
            grid.get("y").asInt(),
            grid.get("w").asInt(),
            grid.get("h").asInt()),
        panel.at("/fieldConfig/defaults/unit").asText(),
        queries);
  }
}
