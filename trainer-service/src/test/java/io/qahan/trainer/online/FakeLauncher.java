package io.qahan.trainer.online;

import java.io.IOException;
import java.util.Optional;

/** Starts nothing, and counts how often it was asked to. Thread safe. */
final class FakeLauncher implements RetrainLauncher {
  private int started;
  private boolean running;
  private int exitCode;
  private Optional<String> obstacle = Optional.empty();

  /** From here on none can be started. */
  synchronized void obstructed(String why) {
    obstacle = Optional.of(why);
  }

  /** What was started last ends. */
  synchronized void end(int code) {
    running = false;
    exitCode = code;
  }

  synchronized int started() {
    return started;
  }

  @Override
  public synchronized Optional<String> obstacle() {
    return obstacle;
  }

  @Override
  public synchronized void start() throws IOException {
    started++;
    running = true;
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  @Override
  public synchronized int exitCode() {
    return exitCode;
  }

  @Override
  public String lastWords() {
    return "these";
  }
}
