package io.qahan.deploy.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs that a machine may have or not. */
public final class OnPath {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private OnPath() {}

  /** Skips the test, saying so, where the program is not on PATH. */
  public static Path orSkip(String program) {
    Optional<Path> found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .map(directory -> Path.of(directory, program))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty()) {
      System.out.println("SKIPPED: there is no [" + program + "] on PATH");
    }
    Assumptions.assumeTrue(found.isPresent(), "there is no [" + program + "] on PATH");
    return found.orElseThrow();
  }

  /** What a program did; standard error is part of its output. */
  public record Run(int exitCode, String output) {}

  /** Runs a program to its end, or kills it after three minutes. */
  public static Run run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var unused =
        process
            .onExit()
            .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
            .exceptionally(late -> process.destroyForcibly());
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }
}
