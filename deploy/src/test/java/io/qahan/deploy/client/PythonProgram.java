package io.qahan.deploy.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs Python where there is one with the client libraries; tests are skipped elsewhere. */
final class PythonProgram {
  private static final String PYTHON = System.getProperty("qahan.test.python", "");

  private PythonProgram() {}

  /** Skips the test if no Python was named, or it lacks a module. */
  static void assumeModule(String module) throws IOException, InterruptedException {
    assumeTrue(
        !PYTHON.isEmpty(),
        "no Python with clients here: -Dqahan.test.python=PATH names one that has " + module);
    Process python = new ProcessBuilder(PYTHON, "-c", "import " + module).start();
    assumeTrue(
        python.waitFor(1, TimeUnit.MINUTES) && python.exitValue() == 0,
        PYTHON + " has no module " + module);
  }

  /**
   * Runs a program to its good end.
   *
   * @param directory for what it prints
   * @return what it printed
   */
  static String run(Path directory, Duration patience, Path program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON, program.toString()));
    command.addAll(List.of(arguments));
    return OtherProgram.run(directory, patience, command);
  }
}
