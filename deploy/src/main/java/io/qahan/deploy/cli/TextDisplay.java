package io.qahan.deploy.cli;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A line that says how things go: redrawn in place on a terminal, printed anew every few seconds
 * elsewhere. Thread safe.
 */
public final class TextDisplay implements AutoCloseable {
  private static final long REDRAW_MILLIS = 250;
  private static final long PRINT_MILLIS = 2_000;

  private final TerminalLine line;
  private final ScheduledExecutorService timer;

  private TextDisplay(TerminalLine line) {
    this.line = line;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "display");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A display on a command's output. */
  public static TextDisplay on(PrintWriter out) {
    return new TextDisplay(TerminalLine.on(out));
  }

  /** Shows the line again and again until closed. */
  public void every(Supplier<String> text) {
    long period = line.isTerminal() ? REDRAW_MILLIS : PRINT_MILLIS;
    var unused =
        timer.scheduleAtFixedRate(() -> show(text.get()), period, period, TimeUnit.MILLISECONDS);
  }

  /** Stops redrawing and prints a line that stays. */
  public void last(String text) {
    close();
    synchronized (line) {
      line.print(text);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void show(String text) {
    synchronized (line) { // so that nothing comes after the last
      if (timer.isShutdown()) {
        return;
      }
      if (line.isTerminal()) {
        line.draw(text);
      } else {
        line.print(text);
      }
    }
  }
}
