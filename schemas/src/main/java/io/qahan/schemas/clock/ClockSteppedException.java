package io.qahan.schemas.clock;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The wall clock went back, and the timers of a Kafka client stand still until it is where it was:
 * close the client and make a new one, which does not know of it. Nothing is wrong with the broker.
 */
public final class ClockSteppedException extends RetriableException {
  private static final long serialVersionUID = 1L;

  /**
   * @param client what has to be made anew
   * @param cause may be null
   */
  public ClockSteppedException(String client, Throwable cause) {
    super("the clock went back; the " + client + " is made anew", cause);
  }
}
