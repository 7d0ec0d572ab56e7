package io.qahan.worker.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.AcknowledgementCommitCallback;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A share group of one partition, with the rules that Kafka's own mock leaves out: locks, delivery
 * counts, and no poll before every record of the last one is acknowledged.
 */
final class InMemoryShareGroup {
  static final String TOPIC = "requests";
  private static final TopicIdPartition PARTITION = new TopicIdPartition(Uuid.ONE_UUID, 0, TOPIC);

  private final Deque<ConsumerRecord<byte[], byte[]>> available = new ArrayDeque<>();
  private final Map<Long, ConsumerRecord<byte[], byte[]>> locked = new LinkedHashMap<>();
  private final List<Long> acknowledged = new ArrayList<>();
  private final List<Long> rejected = new ArrayList<>();
  private Duration lock = Duration.ofSeconds(30);
  private boolean refuseRenewals;
  private long end;

  void append(byte[] key) {
    available.add(delivery(end++, key, (short) 1));
  }

  void lockFor(Duration duration) {
    lock = duration;
  }

  void refuseRenewals() {
    refuseRenewals = true;
  }

  void expireLocks() {
    List.copyOf(locked.values()).forEach(this::makeAvailable);
  }

  List<Long> acknowledged() {
    return acknowledged;
  }

  List<Long> rejected() {
    return rejected;
  }

  Member newMember() {
    return new Member();
  }

  private void makeAvailable(ConsumerRecord<byte[], byte[]> record) {
    locked.remove(record.offset());
    short next = (short) (record.deliveryCount().orElseThrow() + 1);
    available.addFirst(delivery(record.offset(), record.key(), next));
  }

  private static ConsumerRecord<byte[], byte[]> delivery(long offset, byte[] key, short count) {
    return new ConsumerRecord<>(
        TOPIC,
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        key.length,
        0,
        key,
        new byte[0],
        new RecordHeaders(),
        Optional.empty(),
        Optional.of(count));
  }

  final class Member extends MockShareConsumer<byte[], byte[]> {
    private final Map<Long, ConsumerRecord<byte[], byte[]>> held = new LinkedHashMap<>();
    private final Map<Long, AcknowledgeType> unsent = new LinkedHashMap<>();
    private final Map<Long, ConsumerRecord<byte[], byte[]>> renewed = new LinkedHashMap<>();
    private final Map<AcknowledgeType, List<Long>> told = new HashMap<>();
    private AcknowledgementCommitCallback callback = (offsets, failure) -> {};

    List<Long> told(AcknowledgeType type) {
      return told.getOrDefault(type, List.of());
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (!unsent.keySet().containsAll(held.keySet())) {
        throw new IllegalStateException("All records must be acknowledged in explicit mode.");
      }
      commitAsync();
      if (!renewed.isEmpty()) {
        held.putAll(renewed);
        renewed.clear();
      } else {
        available.forEach(record -> held.put(record.offset(), record));
        locked.putAll(held);
        available.clear();
      }
      if (held.isEmpty()) {
        return ConsumerRecords.empty();
      }
      return new ConsumerRecords<>(
          Map.of(new TopicPartition(TOPIC, 0), List.copyOf(held.values())), Map.of());
    }

    @Override
    public synchronized void acknowledge(
        ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
      if (!held.containsKey(record.offset())) {
        throw new IllegalStateException("The record cannot be acknowledged.");
      }
      unsent.put(record.offset(), type);
    }

    @Override
    public synchronized void commitAsync() {
      Set<Long> failed = new HashSet<>();
      Set<Long> sent = new HashSet<>(unsent.keySet());
      unsent.forEach(
          (offset, type) -> {
            told.computeIfAbsent(type, t -> new ArrayList<>()).add(offset);
            ConsumerRecord<byte[], byte[]> record = held.remove(offset);
            switch (type) {
              case ACCEPT -> acknowledged.add(offset);
              case REJECT -> rejected.add(offset);
              case RELEASE -> makeAvailable(record);
              case RENEW -> {
                if (refuseRenewals) {
                  failed.add(offset);
                  makeAvailable(record);
                } else {
                  renewed.put(offset, record);
                  return;
                }
              }
            }
            locked.remove(offset);
          });
      unsent.clear();
      sent.removeAll(failed);
      if (!sent.isEmpty()) {
        callback.onComplete(Map.of(PARTITION, sent), null);
      }
      if (!failed.isEmpty()) {
        refuseRenewals = false;
        callback.onComplete(Map.of(PARTITION, failed), new InvalidRecordStateException("expired"));
      }
    }

    @Override
    public void setAcknowledgementCommitCallback(AcknowledgementCommitCallback callback) {
      this.callback = callback;
    }

    @Override
    public Optional<Integer> acquisitionLockTimeoutMs() {
      return Optional.of((int) lock.toMillis());
    }

    @Override
    public synchronized void close(Duration timeout) {
      commitAsync();
      List.copyOf(held.values()).forEach(InMemoryShareGroup.this::makeAvailable);
      held.clear();
      super.close(timeout);
    }
  }
}
