package io.qahan.ingest.stream;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when a stream thread dies: whatever Kafka may mend by itself gets a new thread, which
 * takes up the work at the last commit; anything else stops the client, so that its health fails
 * and somebody looks.
 */
final class UncaughtErrors implements StreamsUncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(UncaughtErrors.class);

  private static final List<Class<?>> LASTING =
      List.of(
          AuthenticationException.class,
          AuthorizationException.class,
          InvalidConfigurationException.class,
          MissingSourceTopicException.class,
          UnsupportedVersionException.class);

  @Override
  public StreamThreadExceptionResponse handle(Throwable error) {
    Throwable root = rootOf(error);
    if (mayPass(error)) {
      log.warn(
          "A stream thread stopped ({}: {}); a new one takes over at the last commit.",
          root.getClass().getSimpleName(),
          root.getMessage());
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    log.error(
        "Ingest stops, because waiting cannot mend this: {}. Nothing is lost; restart it when the"
            + " cause is removed.",
        root.toString(),
        error);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static boolean mayPass(Throwable error) {
    boolean kafka = false;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      Throwable now = cause;
      if (LASTING.stream().anyMatch(lasting -> lasting.isInstance(now))) {
        return false;
      }
      if (cause instanceof Error) {
        return false;
      }
      // Streams wraps whatever our code throws in a KafkaException of its own: only the innermost
      // cause tells whose it is.
      kafka = cause instanceof KafkaException;
    }
    return kafka;
  }

  private static Throwable rootOf(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
