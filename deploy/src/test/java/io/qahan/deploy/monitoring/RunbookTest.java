package io.qahan.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RunbookTest {
  @Test
  void shouldHaveASectionForEachAlertAndForNothingElse() throws IOException {
    List<String> sections =
        Files.readAllLines(Path.of("RUNBOOK.md")).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .toList();

    assertThat(sections)
        .containsExactlyInAnyOrderElementsOf(
            AlertRule.read().stream().map(AlertRule::alert).toList());
  }

  @Test
  void shouldBeNamedByEveryAlertWithItsSection() throws IOException {
    assertThat(AlertRule.read())
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              String section = rule.alert().toLowerCase(Locale.ROOT);
              assertThat(rule.runbook()).isEqualTo("deploy/RUNBOOK.md#" + section);
              assertThat(rule.severity()).isIn("info", "warning", "critical");
            });
  }

  @Test
  void shouldSendReadersToPanelsThatAreThere() throws IOException {
    List<String> titles =
        DashboardPanel.readAll().stream()
            .map(panel -> panel.dashboard() + " " + panel.title())
            .toList();
    List<String> named =
        Pattern.compile("\\*(Flow|Solver|Model) → ([^*]+)\\*")
            .matcher(Files.readString(Path.of("RUNBOOK.md")))
            .results()
            .map(panel -> "qahan-" + panel.group(1).toLowerCase(Locale.ROOT) + " " + panel.group(2))
            .toList();

    assertThat(named).isNotEmpty();
    assertThat(titles).containsAll(named);
  }
}
