package io.qahan.deploy.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a process has said so far; reads on by itself, so that the process never blocks. */
final class OutputLines {
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  OutputLines(Process process) {
    Thread reader = new Thread(() -> read(process), "output-of-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Waits for a line that holds the text, also one said before. */
  synchronized String await(String text, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      for (String line : lines) {
        if (line.contains(text)) {
          return line;
        }
      }
      long millisLeft = (end - System.nanoTime()) / 1_000_000;
      if (ended || millisLeft <= 0) {
        throw new AssertionError(
            "The process " + (ended ? "ended" : "goes on") + " without [" + text + "]: " + lines);
      }
      try {
        wait(millisLeft);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for [" + text + "]", e);
      }
    }
  }

  synchronized String text() {
    return String.join(System.lineSeparator(), lines);
  }

  private void read(Process process) {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add(e.toString());
    }
    end();
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }
}
