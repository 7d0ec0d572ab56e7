package io.qahan.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardsTest {
  private static final int COLUMNS = 24;

  @ParameterizedTest
  @ValueSource(strings = {"qahan-flow", "qahan-solver", "qahan-model"})
  void shouldBeKnownByItsFileNameAndTakeAnyPrometheus(String uid) throws IOException {
    JsonNode dashboard =
        JsonMapper.builder()
            .build()
            .readTree(DashboardPanel.DIRECTORY.resolve(uid + ".json").toFile());

    assertThat(dashboard.get("uid").asText()).isEqualTo(uid);
    assertThat(dashboard.at("/templating/list/0/name").asText()).isEqualTo("datasource");
    assertThat(dashboard.findValuesAsText("id")).doesNotHaveDuplicates();
    assertThat(dashboard.get("panels").findValues("datasource"))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(source.get("uid").asText()).isEqualTo("${datasource}"));
  }

  @Test
  void shouldSayOfEachPanelWhatItShowsAndWhatToDo() throws IOException {
    assertThat(DashboardPanel.readAll())
        .isNotEmpty()
        .allSatisfy(
            panel ->
                assertThat(panel.description())
                    .as(panel.title())
                    .matches("(?s).+\\.\n\n\\*\\*To do:\\*\\* .+\\."));
  }

  @Test
  void shouldShowDriftAsAPanelAndAsAMarkInTheOthers() throws IOException {
    String drifts = "qahan_drift_detected_total";

    assertThat(DashboardPanel.annotations()).anyMatch(expr -> expr.contains(drifts));
    assertThat(DashboardPanel.readAll())
        .filteredOn(panel -> panel.dashboard().equals("qahan-model"))
        .flatExtracting(DashboardPanel::queries)
        .extracting(DashboardPanel.Query::expression)
        .anyMatch(expr -> expr.contains(drifts))
        .anyMatch(expr -> expr.contains("qahan_drift_statistic"));
  }

  @Test
  void shouldLayPanelsOutWithoutOverlap() throws IOException {
    List<DashboardPanel> panels = DashboardPanel.readAll();
    for (DashboardPanel one : panels) {
      assertThat(one.cell().get(0) + one.cell().get(2))
          .as(one.title())
          .isLessThanOrEqualTo(COLUMNS);
      assertThat(panels)
          .filteredOn(other -> other != one && other.dashboard().equals(one.dashboard()))
          .noneMatch(other -> overlap(one.cell(), other.cell()));
    }
  }

  private static boolean overlap(List<Integer> one, List<Integer> other) {
    return one.get(0) < other.get(0) + other.get(2)
        && other.get(0) < one.get(0) + one.get(2)
        && one.get(1) < other.get(1) + other.get(3)
        && other.get(1) < one.get(1) + one.get(3);
  }
}
