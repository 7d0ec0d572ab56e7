package io.qahan.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program that is not ours. */
final class OtherProgram {
  private OtherProgram() {}

  /**
   * Runs it to its good end.
   *
   * @param directory for what it prints
   * @return what it printed
   */
  static String run(Path directory, Duration patience, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "program", ".out");
    Process program =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = program.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
      assertThat(ended).as(Files.readString(output)).isTrue();
    } finally {
      program.destroyForcibly();
    }
    assertThat(program.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }
}
