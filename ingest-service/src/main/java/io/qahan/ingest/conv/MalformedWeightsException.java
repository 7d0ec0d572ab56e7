package io.qahan.ingest.conv;

/** A weight file that cannot be trusted: get it again or train a new one. */
public final class MalformedWeightsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedWeightsException(String message) {
    super(message);
  }

  MalformedWeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
