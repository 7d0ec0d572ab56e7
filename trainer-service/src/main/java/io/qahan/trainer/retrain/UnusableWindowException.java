package io.qahan.trainer.retrain;

/**
 * A retraining cannot begin, or go on, with the images that it has; the message says why and what
 * to try. Nothing was changed.
 */
public final class UnusableWindowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableWindowException(String message) {
    super(message);
  }

  UnusableWindowException(String message, Throwable cause) {
    super(message, cause);
  }
}
