package io.qahan.deploy.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The last line of a command's output, which a terminal redraws in place; elsewhere there is none,
 * and only lines that stay are printed. Thread safe.
 */
public final class TerminalLine {
  private static final String TERMINAL = "qahan.terminal";
  private static final String ERASE_LINE = "\r\u001B[K";

  private final PrintWriter out;
  private final boolean terminal;

  /**
   * @param terminal whether {@code out} can redraw a line
   */
  public TerminalLine(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A line on a command's output; the launcher knows whether that is a terminal. */
  public static TerminalLine on(PrintWriter out) {
    return new TerminalLine(out, Boolean.getBoolean(TERMINAL));
  }

  /** The same for standard output. */
  public static TerminalLine onStandardOutput() {
    PrintStream out = System.out;
    return on(new PrintWriter(out, false, StandardCharsets.UTF_8));
  }

  /** Whether it can be redrawn. */
  public boolean isTerminal() {
    return terminal;
  }

  /** Replaces what the last line says; nothing where that cannot be. */
  public synchronized void draw(String text) {
    if (terminal) {
      out.print(ERASE_LINE + text);
      out.flush();
    }
  }

  /** Prints a line that stays, in place of what was drawn. */
  public synchronized void print(String text) {
    out.println((terminal ? ERASE_LINE : "") + text);
    out.flush();
  }
}
