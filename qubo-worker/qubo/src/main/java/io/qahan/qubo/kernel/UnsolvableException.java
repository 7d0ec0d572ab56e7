package io.qahan.qubo.kernel;

/** A solver was given a problem of a kind it does not solve: ask another one, do not retry. */
public final class UnsolvableException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public UnsolvableException(String message) {
    super(message);
  }
}
