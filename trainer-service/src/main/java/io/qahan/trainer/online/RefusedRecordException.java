package io.qahan.trainer.online;

/** A record that cannot be used: dead-letter it with this cause and go on. */
final class RefusedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String slug;

  RefusedRecordException(String slug, String message, Throwable cause) {
    super(message, cause);
    this.slug = slug;
  }

  /** The cause, as metrics count it. */
  String slug() {
    return slug;
  }
}
