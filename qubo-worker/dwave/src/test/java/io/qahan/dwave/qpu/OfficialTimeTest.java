package io.qahan.dwave.qpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalDouble;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Access times as D-Wave's own client estimates them, a run a line of a table of 600. In {@code
 * deploy} the table is held against the client itself.
 */
class OfficialTimeTest {
  private static final String TABLE = "/io/qahan/dwave/official/times.json";

  @Test
  void shouldEstimateWhatTheOfficialClientEstimates() throws IOException {
    JsonNode table;
    try (InputStream file = OfficialTimeTest.class.getResourceAsStream(TABLE)) {
      table = new ObjectMapper().readTree(file);
    }
    SoftAssertions all = new SoftAssertions();
    for (JsonNode run : table.path("runs")) {
      JsonNode model = table.path("models").path(run.path("model").asText());
      AccessTime time =
          new AccessTime(JsonNodeFactory.instance.objectNode().set("problem_timing_data", model));
      double official = run.path("official").asDouble();
      all.assertThat(time.estimate(run(run.path("parameters"))))
          .as(run.toString())
          .isCloseTo(official, within(1e-9 * official));
    }
    assertThat(table.path("runs")).hasSize(600);
    all.assertAll();
  }

  private static AnnealRun run(JsonNode parameters) {
    JsonNode schedule = parameters.path("anneal_schedule");
    return new AnnealRun(
        parameters.path("num_reads").asInt(),
        parameters.path("num_qubits").asInt(),
        schedule.isArray()
            ? OptionalDouble.of(schedule.get(schedule.size() - 1).get(0).asDouble())
            : number(parameters, "annealing_time"),
        number(parameters, "programming_thermalization"),
        number(parameters, "readout_thermalization"),
        schedule.path(0).path(1).asDouble() == 1,
        parameters.path("reinitialize_state").asBoolean(),
        parameters.path("reduce_intersample_correlation").asBoolean());
  }

  private static OptionalDouble number(JsonNode parameters, String name) {
    return parameters.has(name)
        ? OptionalDouble.of(parameters.get(name).asDouble())
        : OptionalDouble.empty();
  }
}
