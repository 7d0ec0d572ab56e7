package io.qahan.deploy.process;

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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command of ours as a process, started as the launcher started this one: the same JVM, options
 * and environment. Its settings come from a file, for command lines are seen by everybody. Where it
 * has ended it can be started again. Thread safe.
 */
public final class ServiceProcess {
  /**
   * The process that started this one for a trial: this one ends with it, however that ends; see
   * {@link #endWithWhoStartedIt}.
   */
  private static final String STARTED_BY = "qahan.started.by";

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration END = Duration.ofSeconds(30);
  private static final int TOLD = 20;
  private static final int GONE = 1;
  private static final Pattern HTTP_PORT = Pattern.compile(" is ready: http port (\\d+)");

  private final String kind;
  private final String name;
  private final Path directory;
  private final List<String> command;
  private int starts;
  private boolean suspended;
  private Path log;
  private Process process;

  private ServiceProcess(String kind, String name, Path directory, List<String> command) {
    this.kind = kind;
    this.name = name;
    this.directory = directory;
    this.command = List.copyOf(command);
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-D" + STARTED_BY + "=" + ProcessHandle.current().pid());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    ServiceProcess service = new ServiceProcess(kind, name, directory, command);
    service.begin();
    return service;
  }

  /** Of this JVM: has it end when that process is gone which started it so, if one did. */
  public static void endWithWhoStartedIt() {
    Long starter = Long.getLong(STARTED_BY);
    if (starter == null) {
      return;
    }
    var unused =
        ProcessHandle.of(starter)
            .map(ProcessHandle::onExit)
            .orElseGet(() -> CompletableFuture.completedFuture(null))
            .thenRun(() -> Runtime.getRuntime().halt(GONE));
  }

  /**
   * Of this JVM: has it end where a thread does for want of memory, since others may wait for that
   * one. It does not end with each such error: a record that is too large for memory is passed over
   * (BoundedConsumer), a solver that takes too much lets the next one try.
   */
  public static void endWithoutMemory() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> {
          error.printStackTrace();
          if (error instanceof OutOfMemoryError) {
            System.err.println("qahan: " + thread.getName() + " has no memory left; more: -Xmx");
            Runtime.getRuntime().halt(GONE);
          }
        });
  }

  private synchronized void begin() throws IOException {
    starts++;
    suspended = false;
    log =
        directory.resolve(
            starts == 1 ? name + ".log" : String.format(Locale.ROOT, "%s.%d.log", name, starts));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith(Settings.ENVIRONMENT_PREFIX));
    process = builder.start();
  }

  /**
   * Starts it anew, as it was started first. What it says goes to another file.
   *
   * @throws IllegalStateException if it still runs
   */
  public void startAgain() throws IOException {
    if (isAlive()) {
      throw new IllegalStateException("[" + name + "] still runs");
    }
    begin();
  }

  /**
   * Waits for a line that it says, and returns it.
   *
   * @throws CommandFailedException if it ends first, or says nothing of the kind in time
   */
  String awaitLine(String text, Duration limit) throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      boolean alive = isAlive(); // before looking: what it said last counts
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
  public String kind() {
    return kind;
  }

  /** Its kind and number, such as {@code ingest-1}. */
  public String name() {
    return name;
  }

  public boolean isAlive() {
    return current().isAlive();
  }

  public long pid() {
    return current().pid();
  }

  /** That it has ended, and what it said last; empty while it runs. */
  public Optional<String> failure() {
    Process now = current();
    return now.isAlive()
        ? Optional.empty()
        : Optional.of(
            "%s ended with exit code %s; it said:%n%s".formatted(name, now.exitValue(), last()));
  }

  /** Time on processors since it began, its own threads' and the JVM's; zero once it has ended. */
  public Duration processorTime() {
    return current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Memory in MiB, native memory included; null where the system does not say. */
  public Integer residentMiB() {
    return ResidentMemory.nowMiB(current().toHandle());
  }

  /** Files and sockets that it has open; null where the system does not say. */
  public Integer openFiles() {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
      return (int) files.count();
    } catch (IOException e) { // not Linux, or it has ended
      return null;
    }
  }

  /** Where a service answers over HTTP, on loopback; empty until it is ready. */
  public OptionalInt httpPort() {
    try {
      return said().stream()
          .map(HTTP_PORT::matcher)
          .filter(Matcher::find)
          .mapToInt(found -> Integer.parseInt(found.group(1)))
          .findFirst();
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  /** SIGTERM; returns at once. */
  void askToEnd() {
    current().destroy();
  }

  /** SIGKILL; returns at once. */
  public void kill() {
    current().destroyForcibly();
  }

  /**
   * SIGSTOP: it does nothing any more until {@link #resume}.
   *
   * @throws IOException if there is no shell whose {@code kill} can do that
   */
  public synchronized void suspend() throws IOException, InterruptedException {
    suspended = true;
    shell("kill -STOP " + pid());
  }

  /** SIGCONT; nothing if it was not suspended, or has ended. */
  public synchronized void resume() throws IOException, InterruptedException {
    if (suspended && isAlive()) {
      shell("kill -CONT " + pid());
    }
    suspended = false;
  }

  /**
   * Lets none of its files grow, as a full disk would not; sockets and what is written already go
   * on. Each try ends in an error: "File too large", where a full disk gives "No space left".
   *
   * @throws IOException if there is no {@code prlimit}, as is outside Linux
   */
  public void fillDisk() throws IOException, InterruptedException {
    shell("prlimit --pid " + pid() + " --fsize=0:");
  }

  /** Lets its files grow again; nothing if it has ended. */
  public void emptyDisk() throws IOException, InterruptedException {
    if (isAlive()) {
      shell("prlimit --pid " + pid() + " --fsize=unlimited:");
    }
  }

  private void shell(String line) throws IOException, InterruptedException {
    Process sh = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
    String said = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (sh.waitFor() != 0 && isAlive()) {
      throw new IOException("[%s] for %s failed: %s".formatted(line, name, said.strip()));
    }
  }

  /** Waits until it has ended; kills it if that takes long. */
  public void awaitEnd() throws InterruptedException {
    Process now = current();
    if (!now.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      now.destroyForcibly().waitFor();
    }
  }

  private synchronized Process current() {
    return process;
  }

  private synchronized Path log() {
    return log;
  }

  private List<String> said() throws IOException {
    // A character may be half-written.
    return new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).lines().toList();
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
