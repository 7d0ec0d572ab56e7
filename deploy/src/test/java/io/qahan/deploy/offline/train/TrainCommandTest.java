package io.qahan.deploy.offline.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.model.ModelFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainCommandTest {
  @TempDir Path directory;

  /** A training of 64 images, with more options. */
  private CommandRun train(String... more) {
    List<String> command =
        new ArrayList<>(List.of("train", "--train", "64", "--test", "20", "--out"));
    command.add(directory.resolve("a").toString());
    command.addAll(List.of(more));
    return CommandRun.of(command.toArray(String[]::new));
  }

  @Test
  void shouldWriteConvStackHistoryAndCheckpoint() {
    CommandRun run = train("--epochs", "1", "--name", "tiny");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(directory.resolve("a"))
        .isDirectoryContaining("glob:**/tiny.safetensors")
        .isDirectoryContaining("glob:**/history.csv")
        .isDirectoryContaining("glob:**/history.json")
        .isDirectoryContaining("glob:**/checkpoint.safetensors");
    assertThat(directory.resolve("a/history.json"))
        .content()
        .contains("--attention qaham --objective salient", "--lr 0.001", "--dropout 0.5");
  }

  @Test
  void shouldWriteAModelFileWithItsHistoryBesideIt() {
    Path file = directory.resolve("digits-1.qahan");
    CommandRun run =
        CommandRun.of(
            "train", "--train", "64", "--test", "20", "--epochs", "1", "--out", file.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(file).isRegularFile();
    assertThat(directory.resolve("digits-1.training"))
        .isDirectoryContaining("glob:**/digits-1.safetensors")
        .isDirectoryContaining("glob:**/history.csv")
        .isDirectoryContaining("glob:**/checkpoint.safetensors");
    assertThat(ModelFile.read(file).name()).isEqualTo("digits-1");
  }

  @Test
  void shouldSayThatResizingGoesIntoAModelFile() {
    CommandRun run = train("--epochs", "1", "--other-size", "crop");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--other-size", "NAME.qahan");
  }

  @Test
  void shouldKeepInTheModelFileWhatBecomesOfPixels() {
    Path file = directory.resolve("digits.qahan");
    CommandRun run =
        CommandRun.of(
            "train",
            "--train",
            "64",
            "--test",
            "20",
            "--epochs",
            "1",
            "--mean",
            "33.3",
            "--std",
            "78.6",
            "--device",
            "auto",
            "--out",
            file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(ModelFile.read(file).features().normalisation())
        .isEqualTo(new Normalisation(List.of(33.3), List.of(78.6)));

    CommandRun without = train("--epochs", "1", "--mean", "33.3");
    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.err()).contains("--mean", "NAME.qahan");
  }

  @Test
  void shouldGoOnOnlyFromTheSameTraining() {
    assertThat(train("--epochs", "1").exitCode()).isZero();
    assertThat(train("--epochs", "2", "--resume").exitCode()).isZero();
    assertThat(directory.resolve("a/history.csv")).content().hasLineCount(3);

    CommandRun other = train("--epochs", "2", "--resume", "--seed", "2");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("of another training", "--seed 1", "--seed 2");
  }

  @Test
  void shouldTrainReadingsOfThePaper() {
    CommandRun run =
        train(
            "--epochs",
            "1",
            "--objective",
            "literal",
            "--mask-every",
            "once",
            "--before-relu",
            "--solver",
            "greedy",
            "--first",
            "random",
            "--test-from",
            "train");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(directory.resolve("a/history.json"))
        .content()
        .contains(
            "--solver greedy --first random --mask-every once --before-relu --train 64 --test 20"
                + " --test-from train");
  }

  @Test
  void shouldSayWhatAKAboveTheNumberOfBlocksDoes() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(said, true, UTF_8));
    try {
      CommandRun run = train("--epochs", "1", "--blocks", "56x1", "--k", "100");
      assertThat(run.exitCode()).as(run.err()).isZero();
    } finally {
      System.setOut(before);
    }
    assertThat(said.toString(UTF_8))
        .contains("k [100] is above the number of blocks [56]", "keep all");
    CommandRun model =
        CommandRun.of(
            "train",
            "--train",
            "64",
            "--test",
            "20",
            "--epochs",
            "1",
            "--blocks",
            "56x1",
            "--k",
            "100",
            "--out",
            directory.resolve("b.qahan").toString());
    assertThat(model.exitCode()).isEqualTo(1);
    assertThat(model.err()).contains("k is [100]");
  }

  @Test
  void shouldSayThatTheSignIsReversed() {
    assertThat(CommandRun.of("train", "--help").out().replaceAll("\\s+", " "))
        .contains("eq. 7 with the sign of its first term reversed");
  }

  @Test
  void shouldSayThePapersSettingsAsItsDefaults() {
    CommandRun run = CommandRun.of("train", "--help");

    assertThat(run.out().replaceAll("\\s+", " "))
        .contains(
            "(default: qaham)",
            "(default: salient)",
            "(default: one feature each)",
            "(default: 100, in proportion for fewer blocks)",
            "(default: the paper's 70, or 100 for cifar10)",
            "(default: 32; for cifar10 64",
            "(default: 50000)",
            "(default: 1000)",
            "(default: 0.001)",
            "(default: 0.5)");
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs, 0, epochs [0]",
    "--lr, 0, learning rate [0.0]",
    "--dropout, 1, dropout [1.0]",
    "--noise, -1, noise [-1.0]",
    "--k, 0, k is [0]",
    "--mask-every, never, '--first random'",
    "--blocks, 55x56, 55",
    "--solver, quantum, [quantum]",
    "--threads, 0, threads [0]",
    "--device, cuda, '--device is [cuda], but must be cpu, auto or gpu:N'",
    "--device, gpu:9, device [gpu:9] cannot be had"
  })
  void shouldNameAnOptionThatMakesNoSense(String option, String value, String named) {
    CommandRun run = train(option, value);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(named).doesNotContain("\tat ");
  }
}
