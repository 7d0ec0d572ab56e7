package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DWaveCheckTest {
  private static final String TOKEN = SecretToken.RIGHT;

  @TempDir Path home;

  private ConfigHost host(Map<String, String> environment) {
    return new ConfigHost(environment, home, home, ConfigHost.Platform.POSIX);
  }

  @Test
  void shouldNeedNoTokenIfNoWorkerUsesDWave() throws InterruptedException {
    assertThat(DWaveCheck.of(host(Map.of()), false).verdict()).isEqualTo(Finding.Verdict.OK);

    Finding wanted = DWaveCheck.of(host(Map.of()), true);
    assertThat(wanted.verdict()).isEqualTo(Finding.Verdict.FAULT);
    assertThat(wanted.text()).contains("DWAVE_API_TOKEN");
  }

  @Test
  void shouldNameAllFaultsOfTheConfigurationInOneLine() throws InterruptedException {
    Finding finding = DWaveCheck.of(host(Map.of("DWAVE_API_PROXY", "ftp://proxy")), true);

    assertThat(finding.text()).contains("; ", "[proxy]", "[token]").doesNotContain("\n");
  }

  @Test
  void shouldTellARightTokenFromAWrongOneAndShowNeither() throws InterruptedException {
    try (SapiEmulator emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(
                0, TOKEN, List.of(Topology.parse("zephyr:2").fullYield()), false, 1))) {
      Finding right = DWaveCheck.of(host(environment(emulator, TOKEN)), true);
      Finding wrong = DWaveCheck.of(host(environment(emulator, SecretToken.WRONG)), true);

      assertThat(right.verdict()).as(right.text()).isEqualTo(Finding.Verdict.OK);
      assertThat(wrong.verdict()).isEqualTo(Finding.Verdict.FAULT);
      assertThat(wrong.cure()).contains("DWAVE_API_TOKEN");
      assertThat(right + " " + wrong).doesNotContain(SecretToken.MARK);
    }
  }

  private static Map<String, String> environment(SapiEmulator emulator, String token) {
    return Map.of("DWAVE_API_ENDPOINT", emulator.endpoint().toString(), "DWAVE_API_TOKEN", token);
  }
}
