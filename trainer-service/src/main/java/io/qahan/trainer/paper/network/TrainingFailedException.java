package io.qahan.trainer.paper.network;

/** A training that cannot go on: change its options and start again. */
public final class TrainingFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, and what to try
   * @param cause null if there is none
   */
  public TrainingFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
