package io.qahan.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
}
