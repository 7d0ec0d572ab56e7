package io.qahan.trainer.join;

import io.qahan.schemas.ops.KafkaFailures;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when a stream thread dies: what Kafka may mend by itself gets a new thread, which
 * takes up the work at the last commit; anything else stops the join, so that its health fails and
 * somebody looks.
 */
final class UncaughtErrors implements StreamsUncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(UncaughtErrors.class);

  private final Supplier<Optional<String>> topicFault;
  private volatile String fault = "";

  /**
   * @param topicFault says how the topics were changed since the start, and the cure; asked when a
   *     thread dies
   */
  UncaughtErrors(Supplier<Optional<String>> topicFault) {
    this.topicFault = topicFault;
  }

  /** Why the join stopped, and the cure, if it is known; else empty. */
  String fault() {
    return fault;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable error) {
    Optional<String> changed = topicFault.get();
    if (changed.isPresent()) {
      fault = changed.get();
      log.error("The join stops. {}", fault);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    Throwable root = KafkaFailures.rootOf(error);
    if (KafkaFailures.mayPass(error) && !(root instanceof MissingSourceTopicException)) {
      log.warn("A thread of the join stopped ({}); a new one takes over.", root.toString());
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    log.error(
        "The join stops, because waiting cannot mend this. Nothing is lost; restart it when the"
            + " cause is removed.",
        error);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }
}
