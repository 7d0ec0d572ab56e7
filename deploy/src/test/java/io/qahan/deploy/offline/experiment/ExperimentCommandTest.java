package io.qahan.deploy.offline.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import io.qahan.trainer.experiment.Experiments;
import java.nio.file.Files;
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
  void shouldTakeNoModelWhereWholeNetworksAreTrainedAndNoneThatIsBroken(@TempDir Path out)
      throws Exception {
    Path file = out.resolve("digits.qahan");
    CommandRun made =
        CommandRun.of(
            "models",
            "create",
            file.toString(),
            "--conv",
            "builtin:mnist",
            "--classes",
            "0,1,2,3,4,5,6,7,8,9");
    assertThat(made.exitCode()).as(made.err()).isZero();
    CommandRun run =
        CommandRun.of("experiment", "noise", "--model", file.toString(), "--out", out.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("[noise] takes no model file").contains("[online]");

    Files.write(file, new byte[] {1, 2, 3});
    CommandRun broken =
        CommandRun.of("experiment", "online", "--model", file.toString(), "--out", out.toString());
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.err()).contains("digits.qahan").contains("cut short");
  }

  @Test
  void shouldTakeSeedsOnlyWhereThereAreSeveral(@TempDir Path out) {
    CommandRun none =
        CommandRun.of("experiment", "attention", "--seeds", "3", "--out", out.toString());
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).contains("[attention] takes no --seeds", "classification");
    CommandRun zero = CommandRun.of("experiment", "noise", "--seeds", "0", "--out", out.toString());
    assertThat(zero.exitCode()).isEqualTo(1);
    assertThat(zero.err()).contains("seeds [0]");
  }

  @Test
  void shouldExplainItself() {
    CommandRun run = CommandRun.of("experiment", "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("--quick", "--rival-epochs", "--seeds", "gone on with");
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("eq. 7 with the sign of its first term reversed");
  }
}
