package io.qahan.worker.chain;

/**
 * A problem that held several masks failed, and another mask's failure says so already: it counts
 * once against the solver. Ask the next solver.
 */
final class SharedFailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SharedFailureException(Throwable cause) {
    super(cause.toString(), cause);
  }
}
