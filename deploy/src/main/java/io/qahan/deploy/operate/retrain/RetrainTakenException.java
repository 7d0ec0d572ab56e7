package io.qahan.deploy.operate.retrain;

/** Another process retrains the model, or may by now. The message says what to do. */
final class RetrainTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RetrainTakenException(String message) {
    super(message);
  }
}
