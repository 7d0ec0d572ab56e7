package io.qahan.deploy.bench.scale;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.pipeline.ResidentMemory;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A command of ours as a process, started as the launcher started this one: the same JVM, options
 * and environment. Its settings come from a file, for command lines are seen by everybody. Thread
 * safe.
 */
final class ServiceProcess {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration END = Duration.ofSeconds(30);
  private static final int TOLD = 20;

  private final String kind;
  private final String name;
  private final Path log;
  private final Process process;

  private ServiceProcess(String kind, String name, Path log, Process process) {
    this.kind = kind;
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a service; see {@link #awaitLine}.
   *
   * @param mainClass of the command line
   * @param kind the command's name, {@code ingest} for example
   * @param number tells it from its like
   * @param directory where its settings and what it says are kept
   * @param settings all of them: the environment's do not count
   */
  static ServiceProcess service(
      String mainClass, String kind, int number, Path directory, Map<String, String> settings)
      throws IOException {
    String name = kind + "-" + number;
    Path file = directory.resolve(name + ".properties");
    Properties properties = new Properties();
    properties.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return start(mainClass, kind, name, directory, List.of(kind, "--config", file.toString()));
  }

  /** Starts any command. */
  static ServiceProcess start(
      String mainClass, String kind, String name, Path directory, List<String> arguments)
      throws IOException {
    Path log = directory.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith(Settings.ENVIRONMENT_PREFIX));
    return new ServiceProcess(kind, name, log, builder.start());
  }

  /**
   * Waits for a line that it says, and returns it.
   *
   * @throws CommandFailedException if it ends first, or says nothing of the kind in time
   */
  String awaitLine(String text, Duration limit) throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      boolean alive = process.isAlive(); // before looking: what it said last counts
      Optional<String> line = said().stream().filter(said -> said.contains(text)).findFirst();
      if (line.isPresent()) {
        return line.get();
      }
      if (!alive || System.nanoTime() > end) {
        throw new CommandFailedException(
            "%s %s without [%s]; it said:%n%s"
                .formatted(name, alive ? "goes on" : "ended", text, last()));
      }
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
  }

  /** The command that it runs. */
  String kind() {
    return kind;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** That it has ended, and what it said last; empty while it runs. */
  Optional<String> failure() {
    return process.isAlive()
        ? Optional.empty()
        : Optional.of(
            "%s ended with exit code %s; it said:%n%s"
                .formatted(name, process.exitValue(), last()));
  }

  /** Time on processors since it began, its own threads' and the JVM's; zero once it has ended. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Memory in MiB, native memory included; null where the system does not say. */
  Integer residentMiB() {
    return ResidentMemory.nowMiB(process.toHandle());
  }

  /** SIGTERM; returns at once. */
  void askToEnd() {
    process.destroy();
  }

  /** SIGKILL; returns at once. */
  void kill() {
    process.destroyForcibly();
  }

  /** Waits until it has ended; kills it if that takes long. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private List<String> said() throws IOException {
    // A character may be half-written.
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
  }

  private String last() {
    try {
      List<String> said = said();
      return String.join("\n", said.subList(Math.max(0, said.size() - TOLD), said.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
