package io.qahan.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * D-Wave's own Python clients as judges: of the emulator, which they take for the service, and of
 * the tables that our client's tests go by.
 */
@Timeout(600)
class DWaveClientIT {
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Pattern HELD = Pattern.compile("(\\d+) checks by D-Wave's own clients held");

  @TempDir Path directory;

  private Path script(String name) throws IOException {
    return copied(DWaveClientIT.class.getResourceAsStream(name), name);
  }

  private Path copied(InputStream from, String name) throws IOException {
    try (from) {
      return Files.write(directory.resolve(name), from.readAllBytes());
    }
  }

  @Test
  void shouldBeTakenForTheServiceByTheOfficialClients() throws Exception {
    PythonProgram.assumeModule("dwave.system");
    try (SapiEmulator emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(
                0,
                SecretToken.RIGHT,
                List.of(
                    Topology.parse("pegasus:3").fullYield(),
                    Topology.parse("zephyr:2").fullYield()),
                List.of(Topology.parse("chimera:2").fullYield()),
                List.of("bqm", "cqm", "dqm", "nl"),
                2,
                OptionalLong.of(1)))) {
      String said =
          PythonProgram.run(
              directory,
              PATIENCE,
              script("sapi.py"),
              emulator.endpoint().toString(),
              SecretToken.RIGHT);

      Matcher held = HELD.matcher(said);
      assertThat(held.find()).as(said).isTrue();
      assertThat(Integer.parseInt(held.group(1))).isGreaterThanOrEqualTo(37);
      System.out.println(held.group()); // not logged: a command before may have made logs quiet
    }
  }

  @ParameterizedTest
  @CsvSource({
    "configuration.json, , official_config.py",
    "filters.json, queries, official_filters.py",
    "times.json, runs, official_times.py"
  })
  void shouldFindInTheTablesWhatTheOfficialClientAnswers(String table, String rows, String judge)
      throws Exception {
    PythonProgram.assumeModule("dwave.cloud");
    Path given =
        copied(DWaveClientIT.class.getResourceAsStream("/io/qahan/dwave/official/" + table), table);
    Path answers = directory.resolve("answers.json");

    PythonProgram.run(directory, PATIENCE, script(judge), given.toString(), answers.toString());

    JsonNode expected = rows(given, rows);
    JsonNode found = rows(answers, rows);
    assertThat(found).hasSameSizeAs(expected);
    for (int row = 0; row < expected.size(); row++) {
      assertThat(found.get(row).path("official"))
          .as(expected.get(row).toString())
          .isEqualTo(expected.get(row).path("official"));
    }
    System.out.println(
        "D-Wave's own client agrees with the [" + expected.size() + "] lines of [" + table + "]");
  }

  private static JsonNode rows(Path file, String name) throws IOException {
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    return name == null ? json : json.path(name);
  }
}
