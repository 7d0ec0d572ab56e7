package io.qahan.dwave.http;

/** The solver is offline: choose another one, or try again later. */
public final class SolverOfflineException extends TransientSapiException {
  private static final long serialVersionUID = 1L;

  public SolverOfflineException(String message) {
    super(message, true, null, null);
  }
}
