package io.qahan.dwave.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SolverQueryTest {
  private static final SolverDefinition SMALL =
      solver(
          """
          {"identity": {"name": "QPU_A", "version": {"graph_id": "01a"}}, "status": "ONLINE",
           "avg_load": 0.5,
           "properties": {"category": "qpu", "num_qubits": 5760, "qubits": [0, 1, 2, 4],
             "couplers": [[0, 1], [1, 2], [0, 4]], "num_reads_range": [1, 10000],
             "extended_j_range": [-2.0, 1.0], "topology": {"type": "pegasus", "shape": [16]},
             "supported_problem_types": ["ising", "qubo"], "chip_id": "Advantage_A",
             "parameters": {"num_reads": "Number of reads", "flux_biases": "Flux"}}}
          """);
  private static final SolverDefinition LARGE =
      solver(
          """
          {"identity": {"name": "QPU_B", "version": {"graph_id": "02b"}}, "status": "online",
           "avg_load": 0.1,
           "properties": {"qubits": [0, 1, 2, 3, 4], "topology": {"type": "zephyr", "shape": [12, 4]},
             "parameters": {"num_reads": ""}}}
          """);
  private static final SolverDefinition HYBRID =
      solver(
          """
          {"identity": {"name": "hybrid_bqm_v2"}, "status": "ONLINE",
           "properties": {"supported_problem_types": ["bqm"], "version": "2.2",
             "parameters": {"time_limit": "seconds"}}}
          """);
  private static final SolverDefinition OFFLINE =
      solver(
          """
          {"identity": {"name": "QPU_C", "version": null}, "status": "OFFLINE", "avg_load": 0.0,
           "properties": {"category": "qpu"}}
          """);
  private static final SolverDefinition SILENT =
      solver("{\"identity\": {\"name\": \"c4-sw_x\"}, \"properties\": {}}");
  private static final List<SolverDefinition> ALL = List.of(OFFLINE, SMALL, HYBRID, LARGE, SILENT);

  private static SolverDefinition solver(String json) {
    try {
      return SolverDefinition.of(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static List<SolverDefinition> select(String query) {
    return SolverQuery.parse(query).select(ALL);
  }

  @Test
  void shouldGiveOnlineSolversTheLeastLoadedFirstAndThoseWithoutALoadLast() {
    assertThat(SolverQuery.any().select(ALL)).containsExactly(LARGE, SMALL, HYBRID);
  }

  @Test
  void shouldTakeASolverThatSaysNothingForOffline() {
    assertThat(select("{\"online\": false}")).containsExactly(OFFLINE, SILENT);
  }

  @Test
  void shouldFindASolverByName() {
    assertThat(select("QPU_A")).containsExactly(SMALL);
    assertThat(SolverQuery.parse("QPU_A").name()).contains("QPU_A");
    assertThat(select("QPU_C")).isEmpty();
  }

  @Test
  void shouldFindASolverByItsWholeIdentity() {
    assertThat(select("QPU_A;graph_id=01a")).containsExactly(SMALL);
    assertThat(select("QPU_A;graph_id=02b")).isEmpty();
    assertThat(SolverQuery.parse("QPU_A;graph_id=01a").name()).contains("QPU_A");
  }

  @Test
  void shouldKnowCategoriesOfSolversThatDoNotSayTheirs() {
    assertThat(select("{\"qpu\": true}")).containsExactly(LARGE, SMALL);
    assertThat(select("{\"hybrid\": true}")).containsExactly(HYBRID);
    assertThat(SILENT.category()).isEqualTo(SolverCategory.SOFTWARE);
  }

  @Test
  void shouldOrderAsTheSamplersDo() {
    assertThat(SolverQuery.largestQpu().select(ALL)).containsExactly(LARGE, SMALL);
    assertThat(SolverQuery.newestHybridBqm().select(ALL)).containsExactly(HYBRID);
    assertThat(select("{\"qpu\": true, \"order_by\": \"num_active_qubits\"}"))
        .containsExactly(SMALL, LARGE);
  }

  @Test
  void shouldPassOverWhatTakesNoModels() {
    SolverDefinition constrained =
        solver(
            """
            {"identity": {"name": "hybrid_cqm"}, "status": "ONLINE", "avg_load": 0.0,
             "properties": {"category": "hybrid", "supported_problem_types": ["cqm"],
               "version": "9.9"}}
            """);
    SolverDefinition newChip =
        solver(
            """
            {"identity": {"name": "QPU_NEXT"}, "status": "ONLINE", "avg_load": 0.0,
             "properties": {"category": "qpu", "qubits": [0, 1, 2, 3, 4, 5, 6, 7],
               "topology": {"type": "tomorrow", "shape": [3]},
               "supported_problem_types": ["ising", "qubo"]}}
            """);
    List<SolverDefinition> listed = List.of(constrained, newChip, HYBRID, LARGE, SMALL);

    assertThat(SolverQuery.parse("{\"hybrid\": true}").select(listed))
        .as("the user's words alone")
        .containsExactly(constrained, HYBRID);
    assertThat(SolverQuery.parse("{\"hybrid\": true}").forModels().select(listed))
        .containsExactly(HYBRID);
    assertThat(SolverQuery.parse("{\"qpu\": true}").forModels().select(listed))
        .containsExactly(LARGE, SMALL);
    assertThat(SolverQuery.largestQpu().select(listed)).containsExactly(LARGE, SMALL);
    assertThat(SolverQuery.newestHybridBqm().select(listed)).containsExactly(HYBRID);
    assertThat(SolverQuery.parse("QPU_NEXT").forModels().objections(listed))
        .singleElement()
        .asString()
        .contains("[QPU_NEXT]", "[tomorrow]", "pegasus");
    assertThat(SolverQuery.parse("hybrid_cqm").forModels().objections(listed))
        .singleElement()
        .asString()
        .contains("[hybrid_cqm]", "[cqm]", "[bqm]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"num_qubits__gte\": 5000}",
        "{\"num_qubits__within\": [5000, 6000]}",
        "{\"num_active_qubits\": 4}",
        "{\"flux_biases\": true}",
        "{\"num_reads_range__covers\": 1000}",
        "{\"extended_j_range__covers\": [-2, 1]}",
        "{\"couplers__contains\": [1, 2]}",
        "{\"couplers__issuperset\": [[0, 1], [0, 4]]}",
        "{\"qubits__issubset\": [0, 1, 2, 4, 9], \"qpu\": true}",
        "{\"supported_problem_types__issubset\": [\"ising\", \"qubo\"]}",
        "{\"name__regex\": \".*_A\"}",
        "{\"graph_id\": \"01a\"}",
        "{\"version__graph_id\": \"01a\"}",
        "{\"graph_id__in\": [\"01a\", \"03c\"]}",
        "{\"topology__type\": \"pegasus\"}",
        "{\"topology__type__eq\": \"pegasus\"}",
        "{\"avg_load__gt\": 0.2}",
        "{\"chip_id__available\": true}"
      })
  void shouldKnowOceansOperators(String query) {
    assertThat(select(query)).containsExactly(SMALL);
  }

  @Test
  void shouldNotMatchAFeatureThatIsMissing() {
    assertThat(select("{\"no_such_thing__gt\": 1}")).isEmpty();
    assertThat(select("{\"no_such_thing\": true}")).isEmpty();
    assertThat(select("{\"chip_id__available\": false}")).containsExactly(LARGE, HYBRID);
  }

  @Test
  void shouldNameTheConditionThatCannotBeUsed() {
    assertThatThrownBy(() -> SolverQuery.parse("{\"num_qubits__within\": 7}"))
        .hasMessageContaining("[num_qubits__within]")
        .hasMessageContaining("range");
    assertThatThrownBy(() -> SolverQuery.parse("{\"name__regex\": \"(\"}"))
        .hasMessageContaining("regular expression");
    assertThatThrownBy(() -> SolverQuery.parse("{qpu}")).hasMessageContaining("JSON");
    assertThatThrownBy(() -> SolverQuery.parse("A;graph_id")).hasMessageContaining("[graph_id]");
  }

  @Test
  void shouldWriteAndReadIdentities() {
    SolverIdentity identity = SolverIdentity.parse("a%20b;graph_id=0%3B1");

    assertThat(identity.name()).isEqualTo("a b");
    assertThat(identity.graphId()).contains("0;1");
    assertThat(identity).hasToString("a%20b;graph_id=0%3B1");
    assertThat(identity.toJson())
        .hasToString("{\"name\":\"a b\",\"version\":{\"graph_id\":\"0;1\"}}");
    assertThat(HYBRID.identity().toJson()).hasToString("{\"name\":\"hybrid_bqm_v2\"}");
    assertThat(OFFLINE.identity().version()).isEmpty();
  }

  @Test
  void shouldKnowWhichParametersASolverTakes() {
    assertThat(SMALL.takes("num_reads")).isTrue();
    assertThat(SMALL.takes("x_anything")).isTrue();
    assertThat(SMALL.takes("time_limit")).isFalse();
    assertThat(HYBRID.supports("bqm")).isTrue();
    assertThat(HYBRID.supports("ising")).isFalse();
  }
}
