package io.qahan.dwave.http;

/**
 * Ask later, do not submit again: the problem may be running or solved, and would be paid for
 * twice. It can be found by its label.
 */
public final class UnknownOutcomeException extends SapiException {
  private static final long serialVersionUID = 1L;

  private final String label;

  public UnknownOutcomeException(String label, String message, Throwable cause) {
    super(message, cause);
    this.label = label;
  }

  /** The label of the problem; its id where it has none. */
  public String label() {
    return label;
  }
}
