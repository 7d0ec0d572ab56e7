package io.qahan.trainer.join;

/** A record that cannot be joined: dead-letter it with this cause and go on. */
final class RejectedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String slug;

  RejectedRecordException(String slug, String message, Throwable cause) {
    super(message, cause);
    this.slug = slug;
  }

  /** The cause, as metrics count it. */
  String slug() {
    return slug;
  }
}
