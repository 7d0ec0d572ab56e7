package io.qahan.deploy.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.manifest.YamlFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An alert of {@code prometheus/rules}.
 *
 * @param runbook what it says about its section in the runbook
 */
record AlertRule(String alert, String expression, String severity, String runbook) {
  static final Path FILE = Path.of("prometheus", "rules", "qahan.yml");

  static List<AlertRule> read() throws IOException {
    List<AlertRule> rules = new ArrayList<>();
    for (JsonNode group : YamlFile.read(FILE).get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        rules.add(
            new AlertRule(
                rule.get("alert").asText(),
                rule.get("expr").asText(),
                rule.at("/labels/severity").asText(),
                rule.at("/annotations/runbook").asText()));
      }
    }
    return rules;
  }
}
