package io.qahan.trainer.paper;

/** A training that cannot go on: change its options and start again. */
public final class TrainingFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
