package io.qahan.deploy.offline.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import io.qahan.trainer.experiment.Experiments;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentCommandTest {
  @Test
  void shouldNameTheExperimentsThatThereAre(@TempDir Path out) {
    CommandRun run = CommandRun.of("experiment", "classify", "--out", out.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("[classify]").contains(Experiments.names());
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void shouldAskForADirectory() {
    CommandRun run = CommandRun.of("experiment", "noise");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--out");
  }

  @Test
  void shouldExplainItself() {
    CommandRun run = CommandRun.of("experiment", "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("--quick", "--rival-epochs", "gone on with");
  }
}
