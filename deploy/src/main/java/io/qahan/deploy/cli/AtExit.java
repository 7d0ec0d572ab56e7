package io.qahan.deploy.cli;

/**
 * What is closed once: when somebody closes it, or by the end of this JVM if that is sooner, but
 * not by its sudden death. Thread safe.
 */
public final class AtExit implements AutoCloseable {
  private final Runnable closing;
  private final Thread hook;

  /**
   * Takes note of it.
   *
   * @param name of the thread that closes it at the end of the JVM
   * @param closing is run once
   */
  public AtExit(String name, Runnable closing) {
    this.closing = closing;
    this.hook = new Thread(closing, name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Closes it, unless the JVM is about to. */
  @Override
  public void close() {
    boolean first;
    try {
      first = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) { // the JVM ends, and the hook does it
      return;
    }
    if (first) {
      closing.run();
    }
  }
}
