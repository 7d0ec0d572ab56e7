package io.qahan.ingest.stream;

import io.qahan.schemas.ops.KafkaFailures;
import java.util.Optional;
import java.util.function.Supplier;
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

  private final Supplier<Optional<String>> topicFault;
  private volatile String fault = "";

  /**
   * @param topicFault says what is wrong with the topics now, and the cure; asked when a thread
   *     dies, since Kafka Streams says in many ways that somebody changed them
   */
  UncaughtErrors(Supplier<Optional<String>> topicFault) {
    this.topicFault = topicFault;
  }

  /** Why ingest stopped, and the cure, if it is known; else empty. */
  String fault() {
    return fault;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable error) {
    Optional<String> changed = topicFault.get();
    if (changed.isPresent()) {
      fault = changed.get();
      log.error("Ingest stops. {}", fault);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    Throwable root = KafkaFailures.rootOf(error);
    if (KafkaFailures.mayPass(error) && !(root instanceof MissingSourceTopicException)) {
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
}
