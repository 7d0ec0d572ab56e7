package io.qahan.deploy.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProveCommandTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--brokers=2",
        "--ingest=0",
        "--rate=0",
        "--longest=1ms",
        "--longest=soon",
        "--patience=soon",
        "--images=-1",
        "--faults=earthquake",
        "--bootstrap-servers=127.0.0.1:1"
      })
  void shouldRefuseWhatCannotBeMeant(String option) {
    CommandRun run = CommandRun.of("prove", option);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    String name = option.substring(2, option.indexOf('='));
    assertThat(run.err()).contains(name);
  }

  @Test
  void shouldRefuseToSettleForNoTime() {
    CommandRun run = CommandRun.of("prove", "--verify-only", "--settle=soon");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--settle [soon]");
  }

  @Test
  void shouldSayWhereNoBrokerIs() {
    CommandRun run = CommandRun.withoutBroker("prove", "--verify-only");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("127.0.0.1:1").contains("--bootstrap-servers");
  }
}
