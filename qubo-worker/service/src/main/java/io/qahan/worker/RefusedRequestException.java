package io.qahan.worker;

/** A mask request that nobody can answer: dead-letter it, do not retry. */
final class RefusedRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final String cause;

  /**
   * @param cause the slug that dead letters are counted by
   */
  RefusedRequestException(String cause, String message, Throwable origin) {
    super(message, origin);
    this.cause = cause;
  }

  String slug() {
    return cause;
  }
}
