package io.qahan.dwave.sapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.solver.SolverDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {
  private static final ObjectNode DATA = JsonNodeFactory.instance.objectNode();

  private static SolverDefinition solver() throws Exception {
    return SolverDefinition.of(
        FakeSapi.MAPPER.readTree(
            """
            {"identity": {"name": "A"}, "status": "ONLINE",
             "properties": {"supported_problem_types": ["ising"], "parameters": {"num_reads": ""}}}
            """));
  }

  private static ObjectNode params(String name) {
    return JsonNodeFactory.instance.objectNode().put(name, 1);
  }

  @Test
  void shouldTakeWhatTheSolverTakes() throws Exception {
    assertThat(Job.checked(solver(), "ising", DATA, params("num_reads"), "a").label())
        .isEqualTo("a");
    assertThat(Job.checked(solver(), "ising", DATA, params("x_test"), "a").solver().name())
        .isEqualTo("A");
  }

  @Test
  void shouldNameWhatTheSolverDoesNotTake() throws Exception {
    SolverDefinition solver = solver();

    assertThatThrownBy(() -> Job.checked(solver, "ising", DATA, params("time_limit"), "a"))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("[time_limit]")
        .hasMessageContaining("num_reads");
    assertThatThrownBy(() -> Job.checked(solver, "qubo", DATA, params("num_reads"), "a"))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("[qubo]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u4e2d"})
  void shouldRefuseLabelsThatSapiRefuses(String label) throws Exception {
    SolverDefinition solver = solver();

    assertThatThrownBy(() -> Job.checked(solver, "ising", DATA, params("num_reads"), label))
        .hasMessageContaining("label");
    assertThatThrownBy(
            () -> Job.checked(solver, "ising", DATA, params("num_reads"), "x".repeat(1025)))
        .hasMessageContaining("1024");
  }
}
