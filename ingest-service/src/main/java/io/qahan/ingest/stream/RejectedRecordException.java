package io.qahan.ingest.stream;

import io.qahan.schemas.topic.Oversize;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

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

  /** Refuses a record of which its reader left only the beginning. */
  static void ifOversize(Headers headers) throws RejectedRecordException {
    Optional<Oversize> oversize = Oversize.of(headers);
    if (oversize.isPresent()) {
      throw new RejectedRecordException("read", "too-large", oversize.get().message());
    }
  }

  String stage() {
    return stage;
  }

  String slug() {
    return slug;
  }
}
