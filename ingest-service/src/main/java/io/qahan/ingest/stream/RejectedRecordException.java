package io.qahan.ingest.stream;

/** A record that can never be used: the caller sends it to the dead letters and goes on. */
final class RejectedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String stage;
  private final String slug;

  /**
   * A refusal that names its cause twice: once for metrics, once for people.
   *
   * @param stage the part of the pipeline that gave up, for example {@code decode}
   * @param slug a short name of the cause that metrics count by
   * @param message what is wrong and what to try
   */
  RejectedRecordException(String stage, String slug, String message, Throwable cause) {
    super(message, cause);
    this.stage = stage;
    this.slug = slug;
  }

  RejectedRecordException(String stage, String slug, String message) {
    this(stage, slug, message, null);
  }

  String stage() {
    return stage;
  }

  String slug() {
    return slug;
  }
}
