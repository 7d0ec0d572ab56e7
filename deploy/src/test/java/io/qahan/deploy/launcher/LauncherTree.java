package io.qahan.deploy.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The shell script deploy/qahan in a tree of its own, with a java and a mvn that only tell. Both
 * may be replaced by {@link #tool}.
 */
final class LauncherTree {
  private static final String TELLING_JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "%s"' >&2; exit 0; fi
      echo "OMP=$OMP_NUM_THREADS OFFLINE=$DJL_OFFLINE TRACK=$OPT_OUT_TRACKING OPTS=${QAHAN_OPTS-unset}"
      for argument in "$@"; do echo "<$argument>"; done
      exit 7
      """;
  private static final String BUILDING_MVN =
      """
      #!/bin/sh
      echo built >> "%s"
      mkdir -p deploy/target/lib
      """;

  private final Path root;

  /**
   * @param exitCode what the script ended with
   * @param out standard output and error
   */
  record Ran(int exitCode, String out) {}

  /** Lays the tree out in an empty directory. */
  LauncherTree(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(root.resolve("deploy/src/main"));
    Files.copy(Path.of("qahan"), script());
    Files.setPosixFilePermissions(script(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    java("17.0.1");
    tool(root.resolve("bin/mvn"), BUILDING_MVN.formatted(builds()));
  }

  /** The script. */
  Path script() {
    return root.resolve("deploy/qahan");
  }

  /** A line for each build. */
  Path builds() {
    return root.resolve("builds");
  }

  /** Where JAVA_HOME points unless told otherwise. */
  Path javaHome() {
    return root.resolve("jdk");
  }

  /** A java of that version that tells its arguments and ends with 7. */
  void java(String version) throws IOException {
    tool(javaHome().resolve("bin/java"), TELLING_JAVA.formatted(version));
  }

  /** Writes a shell script to be run. */
  static void tool(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Starts the script and waits for its end. */
  Ran run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(script(), environment, arguments);
  }

  /** The same by another path to the script. */
  Ran run(Path from, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return ended(start(from, environment, arguments));
  }

  /** Starts the script. */
  Process start(Path from, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(from.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", javaHome().toString());
    builder.environment().merge("PATH", root.resolve("bin") + ":", (old, ours) -> ours + old);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Waits for the end of what was started. */
  static Ran ended(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out);
  }
}
