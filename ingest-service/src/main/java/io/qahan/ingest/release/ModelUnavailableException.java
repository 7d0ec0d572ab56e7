package io.qahan.ingest.release;

/** A model file cannot be fetched now; it may be later. */
public final class ModelUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ModelUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
