package io.qahan.deploy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much a command says: our own loggers at INFO, or at DEBUG. One for the process. */
public final class Verbosity {
  private Verbosity() {}

  public static void set(boolean verbose) {
    if (LoggerFactory.getLogger("io.qahan") instanceof Logger logger) {
      logger.setLevel(verbose ? Level.DEBUG : Level.INFO);
    }
  }

  /** Only warnings, unless more was asked for: for commands that draw a live line. */
  public static void quiet() {
    if (!isVerbose() && LoggerFactory.getLogger("io.qahan") instanceof Logger logger) {
      logger.setLevel(Level.WARN);
    }
  }

  static boolean isVerbose() {
    return LoggerFactory.getLogger("io.qahan").isDebugEnabled();
  }
}
