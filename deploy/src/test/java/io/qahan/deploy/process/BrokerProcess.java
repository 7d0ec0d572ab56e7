package io.qahan.deploy.process;

import io.qahan.deploy.cluster.BrokerCommand;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A broker in a JVM of its own, which can be killed and started again on its directory and port.
 */
public final class BrokerProcess implements AutoCloseable {
  private final Path directory;
  private QahanProcess process;
  private String bootstrapServers;

  private BrokerProcess(Path directory) {
    this.directory = directory;
    launch(0);
  }

  public static BrokerProcess on(Path directory) {
    return new BrokerProcess(directory);
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** SIGKILL. */
  public void kill() {
    process.close();
  }

  /** SIGSTOP: it keeps its connections and answers nothing. */
  public void suspend() throws IOException, InterruptedException {
    process.signal("STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    process.signal("CONT");
  }

  /** Starts again where it was killed. */
  public void restart() {
    launch(Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1)));
  }

  @Override
  public void close() {
    process.close();
  }

  private void launch(int port) {
    process =
        QahanProcess.start(
            "broker", "--data-dir", directory.toString(), "--port", Integer.toString(port));
    String line = process.awaitLine(BrokerCommand.ANNOUNCEMENT);
    bootstrapServers =
        line.substring(
            line.indexOf(BrokerCommand.ANNOUNCEMENT) + BrokerCommand.ANNOUNCEMENT.length());
  }
}
