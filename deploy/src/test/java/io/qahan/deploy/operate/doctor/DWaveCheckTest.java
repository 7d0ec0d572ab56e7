package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DWaveCheckTest {
  private static final String TOKEN = SecretToken.RIGHT;
  private static final Path BUDGET = Path.of("/state/qahan/qpu-budget.txt");

  @TempDir Path home;

  private ConfigHost host(Map<String, String> environment) {
    return new ConfigHost(environment, home, home, ConfigHost.Platform.POSIX);
  }

  @Test
  void shouldNeedNoTokenIfNoWorkerUsesDWave() throws InterruptedException {
    assertThat(DWaveCheck.of(host(Map.of()), false, BUDGET).verdict())
        .isEqualTo(Finding.Verdict.OK);

    Finding wanted = DWaveCheck.of(host(Map.of()), true, BUDGET);
    assertThat(wanted.verdict()).isEqualTo(Finding.Verdict.FAULT);
    assertThat(wanted.text()).contains("DWAVE_API_TOKEN");
  }

  @Test
  void shouldNameAllFaultsOfTheConfigurationInOneLine() throws InterruptedException {
    Finding finding = DWaveCheck.of(host(Map.of("DWAVE_API_PROXY", "ftp://proxy")), true, BUDGET);

    assertThat(finding.text()).contains("; ", "[proxy]", "[token]").doesNotContain("\n");
  }

  @Test
  void shouldTellARightTokenFromAWrongOneAndShowNeither() throws InterruptedException {
    try (SapiEmulator emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(
                0, TOKEN, List.of(Topology.parse("zephyr:2").fullYield()), false, 1))) {
      Finding right = DWaveCheck.of(host(environment(emulator, TOKEN)), true, BUDGET);
      Finding wrong = DWaveCheck.of(host(environment(emulator, SecretToken.WRONG)), true, BUDGET);

      assertThat(right.verdict()).as(right.text()).isEqualTo(Finding.Verdict.OK);
      assertThat(wrong.verdict()).isEqualTo(Finding.Verdict.FAULT);
      assertThat(wrong.cure()).contains("DWAVE_API_TOKEN");
      assertThat(right + " " + wrong).doesNotContain(SecretToken.MARK);
    }
  }

  @Test
  void shouldTakeTheSolverThatTakesModelsWhereOthersAreListed() throws InterruptedException {
    try (SapiEmulator emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(
                0, TOKEN, List.of(), List.of("cqm", "nl", "bqm"), 1, OptionalLong.empty()))) {
      Map<String, String> environment = new HashMap<>(environment(emulator, TOKEN));
      for (String wish : List.of("{\"hybrid\": true}", "{\"order_by\": \"-name\"}")) {
        environment.put("DWAVE_API_SOLVER", wish);
        assertThat(DWaveCheck.of(host(environment), true, BUDGET).text())
            .as(wish)
            .contains("hybrid_binary_quadratic_model", BUDGET.toString());
      }
      environment.put("DWAVE_API_SOLVER", "");
      environment.put("DWAVE_API_CLIENT", "hybrid");
      assertThat(DWaveCheck.of(host(environment), true, BUDGET).text())
          .contains("hybrid_binary_quadratic_model");

      environment.put("DWAVE_API_SOLVER", "{\"supported_problem_types__contains\": \"cqm\"}");
      Finding wrong = DWaveCheck.of(host(environment), true, BUDGET);
      assertThat(wrong.verdict()).isEqualTo(Finding.Verdict.FAULT);
      assertThat(wrong.text()).contains("takes [cqm], not [bqm]");
    }
  }

  private static Map<String, String> environment(SapiEmulator emulator, String token) {
    return Map.of("DWAVE_API_ENDPOINT", emulator.endpoint().toString(), "DWAVE_API_TOKEN", token);
  }
}
