package io.qahan.worker.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks through a consumer group: a partition belongs to one worker at a time, which commits its
 * offset only up to the lowest record that is not settled.
 *
 * <p>Commits are asynchronous and come every {@code commitInterval}, not per record. While more
 * than half of {@code limit} tasks are unsettled, the partitions are paused: the consumer stays in
 * its group, and nothing more is taken. With {@code max.poll.records} at most half of {@code
 * limit}, no more than {@code limit} are ever unsettled.
 */
final class ConsumerGroupTaskSource implements TaskSource {
  private static final Logger log = LoggerFactory.getLogger(ConsumerGroupTaskSource.class);

  private static final Duration PATIENCE = Duration.ofSeconds(5); // with a broker that is gone

  private final Consumer<byte[], byte[]> consumer;
  private final Settlements settlements;
  private final long commitIntervalNanos;
  private final Set<TopicPartition> owned = ConcurrentHashMap.newKeySet();
  private final Map<TopicPartition, PartitionProgress> partitions = new HashMap<>();
  private final Deque<Task> released = new ArrayDeque<>();
  private final int resumeAt;
  private long lastCommitNanos;
  private boolean commitsFail;

  /**
   * @param consumer with automatic commits off; closed with this source
   * @param limit the most tasks that may be unsettled
   */
  ConsumerGroupTaskSource(
      Consumer<byte[], byte[]> consumer, String topic, int limit, Duration commitInterval) {
    this.consumer = consumer;
    this.settlements = new Settlements();
    this.resumeAt = limit / 2;
    this.commitIntervalNanos = commitInterval.toNanos();
    this.lastCommitNanos = System.nanoTime();
    consumer.subscribe(List.of(topic), new Rebalance());
  }

  @Override
  public List<Task> poll(Duration timeout) {
    settle();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (unsettled() > resumeAt && settlements.await(deadline)) {
      settle();
    }
    commitIfDue();
    if (!released.isEmpty()) {
      return takeReleased();
    }
    if (unsettled() > resumeAt) {
      consumer.pause(consumer.assignment()); // stay in the group, take nothing
      return take(consumer.poll(Duration.ZERO));
    }
    Set<TopicPartition> paused = consumer.paused();
    if (!paused.isEmpty()) {
      consumer.resume(paused);
    }
    return take(consumer.poll(timeout));
  }

  @Override
  public boolean owns(TopicPartition partition) {
    return owned.contains(partition);
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
    try {
      commitSync(partitions.keySet());
    } finally {
      consumer.close(CloseOptions.timeout(PATIENCE));
    }
  }

  private List<Task> take(ConsumerRecords<byte[], byte[]> records) {
    List<Task> tasks = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      progressOf(partitionOf(record)).take(record.offset());
      tasks.add(new Task(record, false)); // a consumer group never gives up on a record
    }
    records.nextOffsets().forEach((p, offset) -> progressOf(p).advanceTo(offset.offset()));
    return tasks;
  }

  private PartitionProgress progressOf(TopicPartition partition) {
    return partitions.computeIfAbsent(partition, p -> new PartitionProgress());
  }

  private void settle() {
    settlements.drain(
        (task, settlement) -> {
          if (settlement == Settlement.RELEASED) {
            released.add(task);
            return;
          }
          PartitionProgress progress = partitions.get(partitionOf(task.record()));
          if (progress != null) { // null: revoked, and its next owner answers again
            progress.settle(task.record().offset());
          }
        });
  }

  private List<Task> takeReleased() {
    List<Task> again = new ArrayList<>();
    for (Task task : released) {
      PartitionProgress progress = partitions.get(partitionOf(task.record()));
      if (progress != null && progress.holds(task.record().offset())) {
        again.add(task);
      }
    }
    released.clear();
    return again;
  }

  private int unsettled() {
    int sum = 0;
    for (PartitionProgress progress : partitions.values()) {
      sum += progress.unsettled();
    }
    return sum;
  }

  private void commitIfDue() {
    long now = System.nanoTime();
    if (now - lastCommitNanos < commitIntervalNanos) {
      return;
    }
    lastCommitNanos = now;
    Map<TopicPartition, OffsetAndMetadata> offsets = news(partitions.keySet());
    if (!offsets.isEmpty()) {
      consumer.commitAsync(offsets, this::committed);
    }
  }

  private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
    if (failure == null) {
      if (commitsFail) {
        commitsFail = false;
        log.info("Commits succeed again");
      }
      return;
    }
    if (!commitsFail) { // once, not ten times a second while a broker is away
      commitsFail = true;
      log.warn("Committing {} failed and is tried again: {}", offsets, failure.toString());
    }
    offsets.keySet().stream()
        .map(partitions::get)
        .filter(Objects::nonNull)
        .forEach(PartitionProgress::commitFailed);
  }

  private void commitSync(Collection<TopicPartition> which) {
    Map<TopicPartition, OffsetAndMetadata> offsets = news(which);
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets, PATIENCE);
    } catch (KafkaException e) {
      log.warn(
          "Committing {} failed; those tasks will be answered again: {}", offsets, e.toString());
    }
  }

  /** What can be committed beyond the last commit; counts as committed from here on. */
  private Map<TopicPartition, OffsetAndMetadata> news(Collection<TopicPartition> which) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : which) {
      PartitionProgress progress = partitions.get(partition);
      if (progress != null && progress.hasNews()) {
        long offset = progress.committable();
        offsets.put(partition, new OffsetAndMetadata(offset));
        progress.committed(offset);
      }
    }
    return offsets;
  }

  private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  /** Runs inside {@code poll} and {@code close}, on their thread. */
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      owned.addAll(assigned);
      log.info("Assigned {}", assigned);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      settle();
      commitSync(revoked);
      partitions.keySet().removeAll(revoked);
      owned.removeAll(revoked);
      log.info("Revoked {}", revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      partitions.keySet().removeAll(lost);
      owned.removeAll(lost);
      log.warn("Lost {}: their open tasks will be answered again by their next owner", lost);
    }
  }
}
