package io.qahan.ingest.stream;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Puts a record on the partition of the task that forwards it, so that what is answered on the same
 * partition comes back to this task. Kafka Streams does not tell a partitioner whose record it is;
 * but a sink is called on the thread that forwards, where the task says so. Thread safe.
 */
final class TaskPartition implements StreamPartitioner<byte[], byte[]> {
  private static final ThreadLocal<TaskId> FORWARDING = new ThreadLocal<>();

  /** Forwards as a task: what reaches a sink of this partitioner goes to the task's partition. */
  void as(TaskId task, Runnable forward) {
    FORWARDING.set(task);
    try {
      forward.run();
    } finally {
      FORWARDING.remove();
    }
  }

  @Override
  public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
    TaskId task = FORWARDING.get();
    if (task == null) {
      throw new IllegalStateException(
          "[%s] goes to the partition of a task, but no task forwards to it".formatted(topic));
    }
    if (task.partition() >= partitions) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "[%s] has only [%d] partitions, but images come on partition [%d]. Stop ingest and the workers, then give both topics equally many: qahan topics grow --partitions %d or more",
              topic,
              partitions,
              task.partition(),
              task.partition() + 1));
    }
    return Optional.of(Set.of(task.partition()));
  }
}
