package io.qahan.schemas.ops;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Tells failures that may pass by themselves from those that somebody has to mend. */
public final class KafkaFailures {
  private static final List<Class<? extends KafkaException>> LASTING =
      List.of(
          AuthenticationException.class,
          AuthorizationException.class,
          InvalidConfigurationException.class,
          InvalidSessionTimeoutException.class,
          InvalidTxnTimeoutException.class,
          UnsupportedVersionException.class);

  private KafkaFailures() {}

  /**
   * Whether trying again can help: something retriable is among the causes (a broker or a schema
   * registry that does not answer), or the innermost cause is Kafka's own. Kafka Streams wraps
   * whatever our code throws in a KafkaException: only the innermost cause tells whose it is.
   */
  public static boolean mayPass(Throwable error) {
    boolean retriable = false;
    Throwable innermost = error;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      Throwable now = cause;
      if (cause instanceof Error || LASTING.stream().anyMatch(kind -> kind.isInstance(now))) {
        return false;
      }
      retriable |= cause instanceof RetriableException;
      innermost = cause;
    }
    return retriable || innermost instanceof KafkaException;
  }

  /** The innermost cause. */
  public static Throwable rootOf(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
