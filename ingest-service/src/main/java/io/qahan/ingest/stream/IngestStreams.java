package io.qahan.ingest.stream;

import io.qahan.schemas.streams.StreamsClients;
import io.qahan.schemas.topic.TopicLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running topology: its start, its state and its end. Thread safe. */
public final class IngestStreams implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IngestStreams.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaStreams streams;
  private final UncaughtErrors errors;
  private final CountDownLatch settled = new CountDownLatch(1);

  /**
   * Prepares it.
   *
   * @param imagesTopic full name of the images topic
   * @param limits how large records may be
   * @param topicFault says what is wrong with the topics, if anything is; asked in trouble
   */
  public IngestStreams(
      Topology topology,
      Properties properties,
      String imagesTopic,
      TopicLimits limits,
      Supplier<Optional<String>> topicFault) {
    errors = new UncaughtErrors(topicFault);
    streams =
        new KafkaStreams(
            topology,
            properties,
            new StreamsClients(limits, consumer -> ResultsFirst.over(consumer, imagesTopic)));
    streams.setUncaughtExceptionHandler(errors);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING || now.hasCompletedShutdown()) {
            settled.countDown();
          }
        });
  }

  /** For binding metrics. */
  public KafkaStreams kafka() {
    return streams;
  }

  /**
   * Starts and waits until all stores are restored and records flow.
   *
   * @throws IllegalStateException if it stops for good instead
   */
  public void start() throws InterruptedException {
    streams.start();
    while (!settled.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      log.info("Still starting: {}", streams.state());
    }
    if (state().hasCompletedShutdown()) {
      throw new IllegalStateException(
          !fault().isEmpty()
              ? fault()
              : "The ingest topology stopped while it started; the log before this line says why.");
    }
  }

  /** Why it stopped for good, and the cure, as far as that is known; else empty. */
  public String fault() {
    return errors.fault();
  }

  public KafkaStreams.State state() {
    return streams.state();
  }

  /** Whether an image of that id waits in this instance for its mask; false while that is moved. */
  public boolean isWaiting(String id) {
    try {
      ReadOnlyKeyValueStore<String, PendingImage> pending =
          streams.store(
              StoreQueryParameters.fromNameAndType(
                  PendingProcessor.STORE, QueryableStoreTypes.keyValueStore()));
      return pending.get(id) != null;
    } catch (InvalidStateStoreException e) {
      return false;
    }
  }

  /** Commits, leaves the group so that others take over at once, and stops. */
  @Override
  public void close() {
    boolean stopped =
        streams.close(
            CloseOptions.timeout(PATIENCE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!stopped) {
      log.warn(
          "The ingest topology did not stop within {}; its last transaction aborts.", PATIENCE);
    }
  }
}
