package io.qahan.schemas.topic;

import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** A record that can never be used: the caller sends it to the dead letters and goes on. */
public final class RejectedRecordException extends Exception {
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
  public RejectedRecordException(String stage, String slug, String message, Throwable cause) {
    super(message, cause);
    this.stage = stage;
    this.slug = slug;
  }

  /** The same without another exception behind it. */
  public RejectedRecordException(String stage, String slug, String message) {
    this(stage, slug, message, null);
  }

  /** Refuses a record of which its reader left only the beginning. */
  public static void ifOversize(Headers headers) throws RejectedRecordException {
    Optional<Oversize> oversize = Oversize.of(headers);
    if (oversize.isPresent()) {
      throw new RejectedRecordException("read", "too-large", oversize.get().message());
    }
  }

  /** The part of the pipeline that gave up. */
  public String stage() {
    return stage;
  }

  /** The short name of the cause, as metrics and dead letters have it. */
  public String slug() {
    return slug;
  }
}
