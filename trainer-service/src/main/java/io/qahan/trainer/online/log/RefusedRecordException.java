package io.qahan.trainer.online.log;

import io.qahan.schemas.topic.Oversize;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** A record that cannot be used: dead-letter it with this cause and go on. */
public final class RefusedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String slug;

  public RefusedRecordException(String slug, String message, Throwable cause) {
    super(message, cause);
    this.slug = slug;
  }

  /** Refuses a record of which its reader left only the beginning. */
  public static void ifOversize(Headers headers) throws RefusedRecordException {
    Optional<Oversize> oversize = Oversize.of(headers);
    if (oversize.isPresent()) {
      throw new RefusedRecordException("too-large", oversize.get().message(), null);
    }
  }

  /** The cause, as metrics count it. */
  String slug() {
    return slug;
  }
}
