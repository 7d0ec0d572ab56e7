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
  private static final String TERMINAL = "qahan.terminal";
  private static final String ERASE_LINE = "\r\u001B[K";
  private static final long REDRAW_MILLIS = 250;
  private static final long PRINT_MILLIS = 2_000;

  private final PrintWriter out;
  private final boolean terminal;
  private final ScheduledExecutorService timer;

  private TextDisplay(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "display");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A display on a command's output; the launcher knows whether that is a terminal. */
  public static TextDisplay on(PrintWriter out) {
    return new TextDisplay(out, isTerminal());
  }

  /** Whether standard output is a terminal, as the launcher says. */
  public static boolean isTerminal() {
    return Boolean.getBoolean(TERMINAL);
  }

  /** Shows the line again and again until closed. */
  public void every(Supplier<String> line) {
    long period = terminal ? REDRAW_MILLIS : PRINT_MILLIS;
    var unused =
        timer.scheduleAtFixedRate(() -> show(line.get()), period, period, TimeUnit.MILLISECONDS);
  }

  /** Stops redrawing and prints a line that stays. */
  public void last(String line) {
    close();
    synchronized (out) {
      out.println((terminal ? ERASE_LINE : "") + line);
      out.flush();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void show(String line) {
    synchronized (out) {
      if (timer.isShutdown()) {
        return;
      }
      if (terminal) {
        out.print(ERASE_LINE + line);
      } else {
        out.println(line);
      }
      out.flush();
    }
  }
}
