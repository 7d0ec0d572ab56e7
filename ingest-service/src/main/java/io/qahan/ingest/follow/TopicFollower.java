package io.qahan.ingest.follow;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of some topics on a thread of its own, without a group: every instance sees
 * every record. Goes on through the loss of the brokers. {@link #close()} and {@link
 * #awaitCaughtUp} may be called by any thread.
 */
public final class TopicFollower implements AutoCloseable {
  /** Where to begin. */
  public enum From {
    BEGINNING,
    LATEST
  }

  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** From one look to the next: a fetch for each answer costs broker and client more than it. */
  private static final Duration APART = Duration.ofMillis(20);

  private final Map<String, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>>> readers;
  private final From from;
  private final Consumer<byte[], byte[]> consumer;
  private final Runnable beforeClose;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private long lookedAt = System.nanoTime(); // the thread's own, as the next
  private long polledAt = System.nanoTime() - APART.toNanos();

  private TopicFollower(
      String name,
      Map<String, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>>> readers,
      From from,
      Consumer<byte[], byte[]> consumer,
      Runnable beforeClose) {
    this.readers = Map.copyOf(readers);
    this.from = from;
    this.consumer = consumer;
    this.beforeClose = beforeClose;
    this.thread = new Thread(this::run, "follow-" + name);
    this.thread.setDaemon(true);
  }

  /**
   * Starts following, with a client of its own whose meters end with it.
   *
   * @param limits how large records may be
   * @param name of the thread
   * @param readers by topic; each is given the records of its topic, on the follower's thread; what
   *     they throw must be Kafka's, and gives them the same record again
   * @param from where to begin, and where to go on if the position is lost
   */
  public static TopicFollower start(
      Settings settings,
      TopicLimits limits,
      MeterRegistry registry,
      String name,
      Map<String, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>>> readers,
      From from) {
    Consumer<byte[], byte[]> consumer =
        GrouplessConsumer.open(
            settings, limits, from == From.BEGINNING ? "earliest" : "latest", Map.of());
    KafkaClientMetrics meters = new KafkaClientMetrics(consumer);
    meters.bindTo(registry);
    return started(new TopicFollower(name, readers, from, consumer, meters::close));
  }

  /**
   * The same with another client.
   *
   * @param consumer read_committed, without a group; closed by this follower
   */
  static TopicFollower start(
      String name,
      Map<String, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>>> readers,
      From from,
      Consumer<byte[], byte[]> consumer) {
    return started(new TopicFollower(name, readers, from, consumer, () -> {}));
  }

  private static TopicFollower started(TopicFollower follower) {
    follower.thread.start();
    return follower;
  }

  /** Whether every record that was there at the start has been read. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /**
   * Waits until {@link #isCaughtUp()}.
   *
   * @return false if that took longer than {@code timeout}
   */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    beforeClose.run(); // meters of a client end before it
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(PAUSE.multipliedBy(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      Map<TopicPartition, Long> ends = retry(this::assign);
      while (open()) {
        retry(() -> readOnce(ends));
      }
    } catch (WakeupException | InterruptException e) {
      log.debug("Stopped following {}", readers.keySet());
    }
  }

  /** Returns the positions that count as caught up. */
  private Map<TopicPartition, Long> assign() {
    List<TopicPartition> partitions = partitions();
    consumer.assign(partitions);
    seek(partitions);
    return consumer.endOffsets(partitions);
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : readers.keySet()) {
      for (PartitionInfo partition : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
    }
    return partitions;
  }

  /** Partitions may be added at any time; whatever is on a new one is new. */
  private void takeAdded() {
    if (System.nanoTime() - lookedAt < PAUSE.toNanos()) {
      return;
    }
    lookedAt = System.nanoTime();
    List<TopicPartition> all = partitions();
    List<TopicPartition> added = new ArrayList<>(all);
    added.removeAll(consumer.assignment());
    if (!added.isEmpty()) {
      consumer.assign(all);
      consumer.seekToBeginning(added);
    }
  }

  private void seek(Collection<TopicPartition> partitions) {
    if (from == From.BEGINNING) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
  }

  private Void readOnce(Map<TopicPartition, Long> ends) {
    // Positions are read before the poll too: an empty topic is caught up at once.
    if (!isCaughtUp()
        && ends.keySet().stream().allMatch(p -> consumer.position(p) >= ends.get(p))) {
      caughtUp.countDown();
    }
    takeAdded();
    pause(APART.minusNanos(System.nanoTime() - polledAt));
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
    polledAt = System.nanoTime();
    Map<TopicPartition, Long> unread = new HashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      unread.put(partition, polled.records(partition).get(0).offset());
    }
    try {
      for (ConsumerRecord<byte[], byte[]> record : polled) {
        read(record);
        unread.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      }
    } catch (KafkaException e) { // the schema registry is away: the same records again, later
      unread.forEach(consumer::seek);
      throw e;
    }
    return null;
  }

  /** Whatever stands in a record, it must not end the following of all others. */
  private void read(ConsumerRecord<byte[], byte[]> record) {
    try {
      readers.get(record.topic()).accept(record);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      log.warn(
          "Passed over {}-{}@{}: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.toString());
    }
  }

  private <T> T retry(Supplier<T> attempt) {
    while (true) {
      try {
        return attempt.get();
      } catch (WakeupException | InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        log.warn("Cannot read {} ({}). Trying again.", readers.keySet(), e.getMessage());
        pause(PAUSE);
      }
    }
  }

  private void pause(Duration pause) {
    try {
      if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new WakeupException();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private boolean open() {
    return closing.getCount() > 0;
  }
}
