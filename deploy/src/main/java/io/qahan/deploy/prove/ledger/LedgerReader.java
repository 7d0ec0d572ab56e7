package io.qahan.deploy.prove.ledger;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.schemas.reading.BoundedConsumer;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.ReadToEnd;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads all topics into a ledger, what is committed only, from the beginning. It is in no group,
 * writes nothing and creates nothing.
 */
public final class LedgerReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Ledger ledger;
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::run, "ledger");
  private volatile boolean closing;
  private volatile RuntimeException failure;

  private LedgerReader(Ledger ledger, Consumer<byte[], byte[]> consumer) {
    this.ledger = ledger;
    this.consumer = consumer;
  }

  /**
   * Reads to what is the end now, and returns.
   *
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer
   * @throws CommandFailedException if there are no such topics
   */
  public static void readAll(Settings settings, Ledger ledger) {
    try (Consumer<byte[], byte[]> consumer = assigned(settings, ledger)) {
      Clock clock = Clock.systemUTC();
      ReadToEnd.all(consumer, record -> ledger.read(record, clock.millis()));
    }
  }

  /** Goes on reading in a thread of its own until it is closed. */
  public static LedgerReader follow(Settings settings, Ledger ledger) {
    LedgerReader reader = new LedgerReader(ledger, assigned(settings, ledger));
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  private static Consumer<byte[], byte[]> assigned(Settings settings, Ledger ledger) {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // A record that unpacks to more than the heap has room for ends no verifier either.
    Consumer<byte[], byte[]> consumer =
        BoundedConsumer.of(properties, TopicLimits.ofCatalogue(TopicNames.from(settings)));
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : ledger.topics()) {
        consumer
            .partitionsFor(topic)
            .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      }
      if (partitions.isEmpty()) {
        throw new CommandFailedException(
            "There is none of the topics %s. Is topic.prefix another one?"
                .formatted(ledger.topics()));
      }
      consumer.assign(partitions);
      noteTruncated(consumer, partitions, ledger);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return consumer;
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** What was removed by then can be told of no image that was accepted before. */
  private static void noteTruncated(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Ledger ledger) {
    List<TopicPartition> cut =
        consumer.beginningOffsets(partitions).entrySet().stream()
            .filter(first -> first.getValue() > 0)
            .map(Map.Entry::getKey)
            .toList();
    Map<TopicPartition, Long> ends = consumer.endOffsets(cut);
    for (TopicPartition partition : cut) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      ledger.truncated(
          partition.topic(),
          firstTimestamp(consumer, partition, ends.get(partition))
              .orElseGet(() -> Clock.systemUTC().millis()));
    }
  }

  /** Empty if none is kept. */
  private static Optional<Long> firstTimestamp(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, long end) {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition) < end) {
      List<ConsumerRecord<byte[], byte[]>> first = consumer.poll(POLL).records(partition);
      if (!first.isEmpty()) {
        return Optional.of(first.get(0).timestamp());
      }
      if (System.nanoTime() > patience) {
        throw new TimeoutException(
            "no record of [%s] came within %s s, and there are some"
                .formatted(partition, PATIENCE.toSeconds()));
      }
    }
    return Optional.empty();
  }

  private void run() {
    Clock clock = Clock.systemUTC();
    try (consumer) {
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          ledger.read(record, clock.millis());
        }
      }
    } catch (WakeupException e) {
      // it is closed
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /**
   * Does nothing while it reads.
   *
   * @throws CommandFailedException if it cannot any more
   */
  public void check() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw new CommandFailedException("The ledger cannot be kept: " + cause, cause);
    }
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
