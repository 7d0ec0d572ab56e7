package io.qahan.dwave.http;

/** Something with SAPI went wrong. The subclass says what the caller can do about it. */
public abstract sealed class SapiException extends RuntimeException
    permits TransientSapiException,
        RejectedRequestException,
        SapiAuthenticationException,
        UnknownOutcomeException,
        PermanentSapiException {
  private static final long serialVersionUID = 1L;

  SapiException(String message, Throwable cause) {
    super(message, cause);
  }
}
