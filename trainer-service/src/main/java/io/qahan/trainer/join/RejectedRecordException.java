package io.qahan.trainer.join;

import io.qahan.schemas.topic.Oversize;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** A record that cannot be joined: dead-letter it with this cause and go on. */
final class RejectedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String slug;

  RejectedRecordException(String slug, String message, Throwable cause) {
    super(message, cause);
    this.slug = slug;
  }

  /** Refuses a record of which its reader left only the beginning. */
  static void ifOversize(Headers headers) throws RejectedRecordException {
    Optional<Oversize> oversize = Oversize.of(headers);
    if (oversize.isPresent()) {
      throw tooLarge(oversize.get().message());
    }
  }

  static RejectedRecordException tooLarge(String message) {
    return new RejectedRecordException("too-large", message, null);
  }

  /** The cause, as metrics count it. */
  String slug() {
    return slug;
  }
}
