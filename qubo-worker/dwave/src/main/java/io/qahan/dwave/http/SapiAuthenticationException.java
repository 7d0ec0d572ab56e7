package io.qahan.dwave.http;

/** Authenticate: the token is wrong, expired, or not allowed to do this. */
public final class SapiAuthenticationException extends SapiException {
  private static final long serialVersionUID = 1L;

  public SapiAuthenticationException(String message) {
    super(message, null);
  }
}
