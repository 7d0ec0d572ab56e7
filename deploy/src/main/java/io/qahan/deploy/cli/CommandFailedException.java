package io.qahan.deploy.cli;

/**
 * A command cannot do what it was asked to. The message says what is wrong and what to try; the
 * command ends with exit code 1 and no stack trace.
 */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandFailedException(String message) {
    super(message);
  }

  public CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
