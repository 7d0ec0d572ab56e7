package io.qahan.worker.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.TopicIdPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks through a share group (KIP-932): any number of workers share a partition, and each record
 * is acknowledged by itself.
 *
 * <p>The consumer gives out the next records only when it has heard of all it gave out before. So
 * this source holds one batch at a time; acknowledges what is settled of it every {@code
 * commitInterval}; and renews the locks of the rest when half of their time has passed. A released
 * task comes again from here: to release it to the broker would count as a failed delivery, and a
 * few seconds without Kafka's or the registry's help must not use those up.
 *
 * <p>The consumer must acknowledge explicitly; it is closed with this source.
 */
final class ShareGroupTaskSource implements TaskSource {
  private static final Logger log = LoggerFactory.getLogger(ShareGroupTaskSource.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5); // with a broker that is gone
  private static final int DEFAULT_LOCK_MS = 30_000;

  private final ShareConsumer<byte[], byte[]> consumer;
  private final int deliveryLimit;
  private final long commitIntervalNanos;
  private final Settlements settlements = new Settlements();
  private final Map<Offset, Held> batch = new LinkedHashMap<>();
  private final List<Task> released = new ArrayList<>();
  private long renewAtNanos;

  /** Identifies a record of the one topic; the same record may come back as another object. */
  private record Offset(int partition, long offset) {
    static Offset of(ConsumerRecord<?, ?> record) {
      return new Offset(record.partition(), record.offset());
    }
  }

  /** A task that the broker waits to hear of. */
  private static final class Held {
    private final Task task;
    private AcknowledgeType answer;
    private Lock lock = Lock.HELD;

    private Held(Task task) {
      this.task = task;
    }
  }

  /**
   * While a lock is being renewed, and until the consumer gives its record back, it takes no
   * answer.
   */
  private enum Lock {
    HELD,
    RENEWING,
    RENEWED
  }

  /**
   * @param deliveryLimit after how many deliveries the broker archives a record silently
   */
  ShareGroupTaskSource(
      ShareConsumer<byte[], byte[]> consumer,
      String topic,
      int deliveryLimit,
      Duration commitInterval) {
    this.consumer = consumer;
    this.deliveryLimit = deliveryLimit;
    this.commitIntervalNanos = commitInterval.toNanos();
    consumer.setAcknowledgementCommitCallback(this::committed);
    consumer.subscribe(List.of(topic));
  }

  @Override
  public List<Task> poll(Duration timeout) {
    long now = System.nanoTime();
    long deadline = now + Math.min(timeout.toNanos(), commitIntervalNanos);
    settle();
    while (isOpen() && released.isEmpty() && settlements.await(deadline)) {
      settle();
    }
    if (!released.isEmpty()) {
      List<Task> again = List.copyOf(released);
      released.clear();
      return again;
    }
    tellSettled();
    if (batch.isEmpty()) {
      return take(consumer.poll(timeout)); // sends what it was told along with its fetch
    }
    if (all(Lock.HELD) && System.nanoTime() - renewAtNanos >= 0) {
      renewRest();
    }
    consumer.commitAsync(); // sends what it was told, and calls back for what it sent before
    if (!batch.isEmpty() && all(Lock.RENEWED)) {
      return take(consumer.poll(Duration.ZERO)); // gives them back, and fetches nothing
    }
    return List.of();
  }

  @Override
  public void acknowledge(Task task) {
    settlements.add(task, Settlement.ACKNOWLEDGED);
  }

  @Override
  public void reject(Task task) {
    settlements.add(task, Settlement.REJECTED);
  }

  @Override
  public void release(Task task) {
    settlements.add(task, Settlement.RELEASED);
  }

  @Override
  public void close() {
    settle();
    tellSettled();
    consumer.close(PATIENCE); // commits what it was told, releases the rest
  }

  private void settle() {
    settlements.drain(
        (task, settlement) -> {
          Held held = batch.get(Offset.of(task.record()));
          if (held == null || !held.task.equals(task)) { // its lock was lost meanwhile
            return;
          }
          switch (settlement) {
            case ACKNOWLEDGED -> held.answer = AcknowledgeType.ACCEPT;
            case REJECTED -> held.answer = AcknowledgeType.REJECT;
            case RELEASED -> released.add(task);
          }
        });
  }

  private boolean isOpen() {
    return batch.values().stream().anyMatch(held -> held.answer == null);
  }

  private boolean all(Lock lock) {
    return batch.values().stream().allMatch(held -> held.lock == lock);
  }

  private void tellSettled() {
    batch
        .values()
        .removeIf(
            held -> {
              boolean tell = held.answer != null && held.lock == Lock.HELD;
              if (tell) {
                consumer.acknowledge(held.task.record(), held.answer);
              }
              return tell;
            });
  }

  /**
   * Renews without polling: a poll would fetch more records, whose locks would then run out in the
   * consumer's buffer while this batch is worked on.
   */
  private void renewRest() {
    for (Held held : batch.values()) {
      consumer.acknowledge(held.task.record(), AcknowledgeType.RENEW);
      held.lock = Lock.RENEWING;
    }
  }

  /** Takes in new records, and those whose lock was renewed, which come back like new ones. */
  private List<Task> take(ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty()) {
      return List.of();
    }
    List<Task> tasks = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Held renewed = batch.get(Offset.of(record));
      if (renewed != null) {
        renewed.lock = Lock.HELD;
      } else {
        int deliveries = record.deliveryCount().orElse((short) 1);
        Task task = new Task(record, deliveries >= deliveryLimit);
        batch.put(Offset.of(record), new Held(task));
        tasks.add(task);
      }
    }
    int lockMs = consumer.acquisitionLockTimeoutMs().orElse(DEFAULT_LOCK_MS);
    renewAtNanos = System.nanoTime() + Duration.ofMillis(lockMs / 2).toNanos();
    return tasks;
  }

  private void committed(Map<TopicIdPartition, Set<Long>> offsets, Exception failure) {
    offsets.forEach(
        (partition, committed) -> {
          if (failure != null) {
            log.warn(
                "The broker did not take the acknowledgement of {} records of {}, it will deliver"
                    + " them again: {}",
                committed.size(),
                partition.topicPartition(),
                failure.toString());
          }
          for (long offset : committed) {
            renewed(new Offset(partition.partition(), offset), failure == null);
          }
        });
  }

  private void renewed(Offset offset, boolean success) {
    Held held = batch.get(offset);
    if (held == null || held.lock != Lock.RENEWING) { // it was not about a renewal
      return;
    }
    if (success) {
      held.lock = Lock.RENEWED;
    } else {
      batch.remove(offset);
    }
  }
}
