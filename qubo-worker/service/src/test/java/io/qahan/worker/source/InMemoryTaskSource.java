package io.qahan.worker.source;

import io.qahan.worker.MaskRequests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A source that tests fill by hand; released tasks come again. */
public final class InMemoryTaskSource implements TaskSource {
  private final BlockingQueue<Task> waiting = new LinkedBlockingQueue<>();
  private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
  private final List<Long> rejected = new CopyOnWriteArrayList<>();
  private final List<Long> released = new CopyOnWriteArrayList<>();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private volatile boolean closed;
  private long end;

  public void offer(byte[] key, byte[] value) {
    offer(0, key, value);
  }

  public void offer(int partition, byte[] key, byte[] value) {
    waiting.add(new Task(record(partition, key, value), false));
  }

  public void offerLast(byte[] key, byte[] value) {
    waiting.add(new Task(record(0, key, value), true));
  }

  /** Has waited in Kafka for 30 ms at the time of the tests. */
  private ConsumerRecord<byte[], byte[]> record(int partition, byte[] key, byte[] value) {
    return new ConsumerRecord<>(
        "requests",
        partition,
        end++,
        MaskRequests.NOW.minusMillis(30).toEpochMilli(),
        TimestampType.LOG_APPEND_TIME,
        key.length,
        value.length,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  public void failNextPoll(RuntimeException failure) {
    this.failure.set(failure);
  }

  public List<Long> acknowledged() {
    return acknowledged;
  }

  public List<Long> rejected() {
    return rejected;
  }

  /**
   * Offsets of the tasks that were acknowledged, then of those rejected, then of those released.
   */
  public List<Long> settled() {
    List<Long> settled = new ArrayList<>(acknowledged);
    settled.addAll(rejected);
    settled.addAll(released);
    return settled;
  }

  public boolean closed() {
    return closed;
  }

  @Override
  public List<Task> poll(Duration timeout) {
    RuntimeException thrown = failure.getAndSet(null);
    if (thrown != null) {
      throw thrown;
    }
    List<Task> tasks = new ArrayList<>();
    try {
      Task first = waiting.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (first != null) {
        tasks.add(first);
        waiting.drainTo(tasks);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return tasks;
  }

  @Override
  public void acknowledge(Task task) {
    acknowledged.add(task.record().offset());
  }

  @Override
  public void reject(Task task) {
    rejected.add(task.record().offset());
  }

  @Override
  public void release(Task task) {
    released.add(task.record().offset());
    waiting.add(task);
  }

  @Override
  public void close() {
    closed = true;
  }
}
