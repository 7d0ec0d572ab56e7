package io.qahan.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.config.SecretToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A {@code qahan} command in a JVM of its own, with this JVM's classpath, so that a test can kill
 * it. It never outlives the test's JVM.
 */
public final class QahanProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final OutputLines output;
  private final Thread shutdown;

  private QahanProcess(Process process) {
    this.process = process;
    this.output = new OutputLines(process);
    this.shutdown = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(shutdown);
  }

  /** Starts {@code qahan} with the given arguments. */
  public static QahanProcess start(String... arguments) {
    return start(Map.of(), arguments);
  }

  /** The same, with more in its environment. */
  public static QahanProcess start(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add("io.qahan.deploy.Qahan");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(Map.of("OMP_NUM_THREADS", "1", "DJL_OFFLINE", "true", "OPT_OUT_TRACKING", "true"));
    builder.environment().putAll(environment);
    try {
      return new QahanProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line of output that holds the text, and returns it. */
  public String awaitLine(String text) {
    return output.await(text, START);
  }

  /** What it has said so far. */
  public String output() {
    return output.text();
  }

  /** Waits until it ends by itself; returns the exit code. */
  public int awaitExit(Duration limit) {
    return process.onExit().orTimeout(limit.toSeconds(), TimeUnit.SECONDS).join().exitValue();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Sends it a signal of that name. */
  public void signal(String name) throws IOException, InterruptedException {
    OnPath.Run sent = OnPath.run(List.of("kill", "-" + name, Long.toString(pid())));
    assertThat(sent.exitCode()).as(sent.output()).isZero();
  }

  /** SIGTERM; returns the exit code. */
  public int stop() {
    process.toHandle().destroy(); // Process.destroy would close its output as well
    return process.onExit().orTimeout(START.toSeconds(), TimeUnit.SECONDS).join().exitValue();
  }

  /** Kills it. Whatever it said, no token may be in there. */
  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(shutdown);
    assertThat(output()).doesNotContain(SecretToken.MARK);
  }
}
