package io.qahan.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class QahanTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "ingest",
        "worker",
        "trainer",
        "send",
        "topics",
        "solve",
        "train",
        "models",
        "data",
        "bench",
        "broker",
        "heads",
        "training",
        "dlq",
        "lag",
        "doctor",
        "replay"
      })
  void shouldExplainEachCommand(String command) {
    CommandRun run = CommandRun.of(command, "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: qahan " + command).contains("--help");
  }

  /** Of a lone percent sign picocli says on standard error that it cannot format the text. */
  @Test
  void shouldExplainEveryCommandInWordsThatCanBeFormatted() {
    List<CommandLine> all = new ArrayList<>(List.of(Qahan.commandLine()));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(all.get(i).getSubcommands().values());
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      all.forEach(CommandLine::getUsageMessage);
    } finally {
      System.setErr(before);
    }

    assertThat(all).hasSizeGreaterThan(20);
    assertThat(said.toString(UTF_8)).isEmpty();
  }

  @Test
  void shouldSayItsVersion() {
    CommandRun run = CommandRun.of("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("qahan").contains(System.getProperty("java.version"));
  }

  @Test
  void shouldShowTheUsageWhenTheCommandIsUnknown() {
    CommandRun run = CommandRun.of("dem");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("dem").contains("demo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker", "trainer"})
  void shouldListEveryFaultOfTheSettingsAndNoStackTrace(String service) {
    CommandRun run =
        CommandRun.of(service, "-D", "no.such=1", "-D", "ingest.k=x", "-D", "worker.threads=0");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("3 fault(s)")
        .contains("[no.such]")
        .contains("[ingest.k] is [x]")
        .contains("[worker.threads] is [0]")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldNameTheSettingsFileThatIsNotThere() {
    CommandRun run = CommandRun.of("worker", "--config", "no/such.properties");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("no/such.properties");
  }

  @Test
  void shouldSayWhichDataSetsThereAre() {
    CommandRun run = CommandRun.of("demo", "--dataset", "imagenet");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("[imagenet]").contains("sample, mnist:DIR");
  }

  @Test
  void shouldNotStartADemoForImagesWithoutAConvStack(@TempDir Path folder) throws Exception {
    for (String name : new String[] {"a", "b"}) {
      Path directory = Files.createDirectory(folder.resolve(name));
      Files.write(directory.resolve("1.png"), TinyPng.ofSide(5));
    }

    CommandRun run = CommandRun.of("demo", "--dataset", "folder:" + folder);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("5x5").contains("--conv-stack");
  }

  @Test
  void shouldRefuseADirectoryForAFileAndAFileForADirectory(@TempDir Path folder) throws Exception {
    String file = Files.createFile(folder.resolve("file")).toString();
    String directory = folder.toString();
    for (String[] command :
        new String[][] {
          {"demo", "--json", directory},
          {"worker", "--config", directory},
          {"solve", "--problem", directory},
          {"solve", directory},
          {"bench", "pipeline", "--json", directory},
          {"demo", "--data-dir", file},
          {"broker", "--data-dir", file}
        }) {
      CommandRun run = CommandRun.of(command);
      assertThat(run.exitCode()).as(String.join(" ", command)).isEqualTo(2);
      assertThat(run.err()).contains("[" + command[command.length - 1] + "] is a ");
    }
  }

  /** Before it begins with what may take hours. */
  @Test
  void shouldRefuseToWriteWhereThereIsNoDirectory(@TempDir Path folder) {
    String file = folder.resolve("no\u00ebl").resolve("out.json").toString();
    for (String[] command :
        new String[][] {
          {"demo", "--json", file},
          {"bench", "solver", "--json", file},
          {"bench", "train", "--json", file}
        }) {
      CommandRun run = CommandRun.of(command);
      assertThat(run.exitCode()).as(String.join(" ", command)).isEqualTo(2);
      assertThat(run.err()).contains("is no directory").contains(file);
    }
  }

  @Test
  void shouldSayWhatIsWrongWithADataSetWithoutNamesOfClasses(@TempDir Path folder)
      throws Exception {
    Path file = Files.createFile(folder.resolve("leer"));

    for (String set : new String[] {"folder:" + file, "mnist:" + file, "cifar10:" + file}) {
      CommandRun run = CommandRun.of("train", "--dataset", set, "--epochs", "1");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).startsWith("qahan: data set directory [" + file + "] is a file");
    }
  }

  @Test
  void shouldNotCallOutputWrittenThatDidNotArrive() {
    PrintStream full =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            });
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    full.println("answer");

    assertThat(Qahan.written(0, full, new PrintStream(said))).isEqualTo(1);
    assertThat(said.toString(UTF_8)).contains("could be written");
    assertThat(Qahan.written(2, full, new PrintStream(said))).isEqualTo(2);
    assertThat(Qahan.written(0, new PrintStream(said), new PrintStream(said))).isZero();
  }
}
