package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleBenchCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"--repeats=0", "--brokers=3x4", "--workers=0"})
  void shouldRefuseWhatCannotBeMeasuredAsAWrongOption(String option) {
    CommandRun run = CommandRun.of("bench", "scale", option);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(option.substring(2, option.indexOf('=')));
  }
}
