package io.qahan.qubo.kernel;

import java.io.IOException;

/** A problem file does not hold what its format says; the message names the file and the fault. */
public final class ProblemFormatException extends IOException {
  private static final long serialVersionUID = 1;

  public ProblemFormatException(String message) {
    super(message);
  }
}
