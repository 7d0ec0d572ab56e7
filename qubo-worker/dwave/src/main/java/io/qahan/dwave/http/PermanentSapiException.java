package io.qahan.dwave.http;

/** Give up: the problem failed, is no longer stored, or the server does not speak SAPI. */
public final class PermanentSapiException extends SapiException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A failure for good.
   *
   * @param status HTTP status or SAPI's error code; 0 if there was none
   */
  public PermanentSapiException(String message, int status, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  public PermanentSapiException(String message) {
    this(message, 0, null);
  }

  /** HTTP status or SAPI's error code; 0 if there was none. */
  public int status() {
    return status;
  }
}
