package io.qahan.schemas.codec;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The schema registry does not answer, or does not answer us. The record may be good: the caller
 * should try again.
 */
public final class RegistryUnavailableException extends RetriableException {
  private static final long serialVersionUID = 1L;

  RegistryUnavailableException(String url, Throwable cause) {
    super(
        "The schema registry at [%s] does not answer (%s); is it running, and are we allowed to use it?"
            .formatted(url, cause.getMessage()),
        cause);
  }
}
