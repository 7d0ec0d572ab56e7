package io.qahan.dwave.http;

/** Fix the request: SAPI, or a check before it, refuses it as it is, and will again. */
public final class RejectedRequestException extends SapiException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A refusal.
   *
   * @param status HTTP status or SAPI's error code; 0 if it was refused before it was sent
   */
  public RejectedRequestException(String message, int status) {
    super(message, null);
    this.status = status;
  }

  /** HTTP status or SAPI's error code; 0 if the request was refused before it was sent. */
  public int status() {
    return status;
  }
}
