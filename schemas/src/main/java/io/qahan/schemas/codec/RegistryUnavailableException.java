package io.qahan.schemas.codec;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The schema registry does not answer, does not answer us, or answers what no registry would. The
 * record may be good: the caller should try again.
 */
public final class RegistryUnavailableException extends RetriableException {
  private static final long serialVersionUID = 1L;

  RegistryUnavailableException(String url, String why, Throwable cause) {
    super(
        "The schema registry at [%s] does not answer as it should (%s); is it running, is the address right, and are we allowed to use it?"
            .formatted(url, why),
        cause);
  }
}
