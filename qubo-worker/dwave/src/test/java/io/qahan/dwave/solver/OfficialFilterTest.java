package io.qahan.dwave.solver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Queries as D-Wave's own client answers them, one a line of a table: which of its solvers, in
 * which order. Where that client fails, this one does not. In {@code deploy} the table is held
 * against the client itself.
 */
class OfficialFilterTest {
  private static final String TABLE = "/io/qahan/dwave/official/filters.json";

  /** A line of the table. */
  record Query(JsonNode json, List<SolverDefinition> solvers) {
    @Override
    public String toString() {
      return json.path("query").asText();
    }
  }

  static List<Query> queries() throws IOException {
    try (InputStream file = OfficialFilterTest.class.getResourceAsStream(TABLE)) {
      JsonNode table = new ObjectMapper().readTree(file);
      List<SolverDefinition> solvers = new ArrayList<>();
      table.path("solvers").forEach(solver -> solvers.add(SolverDefinition.of(solver)));
      List<Query> queries = new ArrayList<>();
      table.path("queries").forEach(query -> queries.add(new Query(query, solvers)));
      return queries;
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void shouldChooseWhatTheOfficialClientChooses(Query query) {
    List<String> chosen =
        SolverQuery.parse(query.json.path("query").asText()).select(query.solvers).stream()
            .map(solver -> solver.identity().name())
            .toList();

    if (query.json.path("official").isArray()) {
      List<String> expected = new ArrayList<>();
      query.json.path("official").forEach(name -> expected.add(name.asText()));
      assertThat(chosen).isEqualTo(expected);
    }
  }
}
