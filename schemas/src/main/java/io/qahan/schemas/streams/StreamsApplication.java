package io.qahan.schemas.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.clock.SteadyTime;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.ops.KafkaFailure;
import io.qahan.schemas.ops.Progress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running topology: its start, its health and its end. Its time is {@link SteadyTime steady}, so
 * a wall clock that steps moves no punctuation and no commit. Thread safe.
 */
public final class StreamsApplication implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamsApplication.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** More threads than this that die in a row, with nothing committed between, are no accident. */
  private static final int ACCIDENTS = 3;

  private final String name;
  private final KafkaStreams streams;
  private final ThreadSupervisor supervisor;
  private final Progress progress;
  private final AbandonedTransactions abandoned;
  private final CountDownLatch settled = new CountDownLatch(1);

  /**
   * Prepares it.
   *
   * @param name for people
   * @param progress of its group; told when state is restored
   * @param topicFault says what is wrong with the topics now, and the cure; asked when a thread
   *     dies, since Kafka Streams says in many ways that somebody changed them
   * @throws IllegalStateException if Kafka Streams refuses, saying what to do
   */
  public StreamsApplication(
      String name,
      Topology topology,
      Properties properties,
      StreamsClients clients,
      Progress progress,
      MeterRegistry registry,
      Supplier<Optional<String>> topicFault) {
    this.name = name;
    this.progress = progress;
    try {
      streams = new KafkaStreams(topology, properties, clients, SteadyTime.SYSTEM);
    } catch (KafkaException e) {
      throw new IllegalStateException(name + " cannot start: " + KafkaFailure.of(e).message(), e);
    }
    supervisor =
        new ThreadSupervisor(
            name,
            Metric.THREADS_REPLACED.counter(
                registry, properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG)),
            System::nanoTime,
            topicFault);
    String id = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
    abandoned =
        new AbandonedTransactions(
            clients.getAdmin(new StreamsConfig(properties).getAdminConfigs(id + "-abandoned")),
            id,
            () -> streams.state() == KafkaStreams.State.REBALANCING);
    streams.setUncaughtExceptionHandler(supervisor);
    streams.setGlobalStateRestoreListener(new Restoring());
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

  /** Starts; returns at once, see {@link #awaitRunning}. */
  public void start() {
    streams.start();
    abandoned.start();
  }

  /**
   * Waits, saying so, until all stores are restored and records flow.
   *
   * @throws IllegalStateException if it stops for good instead, saying why and what to do
   */
  public void awaitRunning() throws InterruptedException {
    while (!settled.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      log.info("Still starting {}: {}", name, streams.state());
    }
    if (streams.state().hasCompletedShutdown()) {
      throw new IllegalStateException(endOf(streams.state()));
    }
  }

  /**
   * How it is. Live until it stops for good, or nothing moves for very long while brokers answer;
   * ready while it runs and gets on.
   *
   * @param well what to say if all is well
   */
  public Health health(String well) {
    KafkaStreams.State state = streams.state();
    if (state.hasCompletedShutdown()
        || state == KafkaStreams.State.PENDING_ERROR
        || supervisor.end().isPresent()) {
      return Health.failed(endOf(state));
    }
    if (state != KafkaStreams.State.RUNNING) {
      // It may hold no partition of its own just now, so whoever's wait count.
      return progress.judge(
          Health.starting(name + " is " + state + afterFailure()), partition -> true);
    }
    int replaced = supervisor.replacedWithin(progress.sinceCommit());
    Health now =
        replaced > ACCIDENTS
            ? Health.starting(
                String.format(
                    Locale.ROOT,
                    "%d threads of %s died in a row%s",
                    replaced,
                    name,
                    afterFailure()))
            : Health.ready(well);
    return progress.judge(now, own());
  }

  private Predicate<TopicPartition> own() {
    Set<TopicPartition> own = new HashSet<>();
    try {
      streams
          .metadataForLocalThreads()
          .forEach(
              thread -> thread.activeTasks().forEach(task -> own.addAll(task.topicPartitions())));
    } catch (IllegalStateException e) { // it has just been closed
      log.debug("{} has no threads any more", name, e);
    }
    return own::contains;
  }

  private String endOf(KafkaStreams.State state) {
    return supervisor
        .end()
        .map(failure -> name + " has stopped: " + failure.message())
        .orElse(name + " has stopped: " + state);
  }

  private String afterFailure() {
    String last = supervisor.lastFailure();
    return last.isEmpty() ? "" : ", the last thread that died said " + last;
  }

  /** Commits, leaves the group so that others take over at once, and stops. */
  @Override
  public void close() {
    supervisor.close();
    abandoned.close();
    boolean stopped =
        streams.close(
            CloseOptions.timeout(PATIENCE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!stopped) {
      log.warn("{} did not stop within {}; its last transaction aborts.", name, PATIENCE);
    }
  }

  /** A restore may last, and is no standstill. */
  private final class Restoring implements StateRestoreListener {
    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
      progress.restored();
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long end, long count) {
      progress.restored();
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long count) {
      progress.restored();
    }
  }
}
