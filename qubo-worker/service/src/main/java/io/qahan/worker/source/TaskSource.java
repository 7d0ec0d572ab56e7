package io.qahan.worker.source;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a worker takes its tasks from. A task is delivered again, here or elsewhere, until it is
 * acknowledged or rejected, so that its answer is delivered at least once.
 *
 * <p>{@link #poll} and {@link #close} belong to one thread; a task may be settled ({@code
 * acknowledge}, {@code reject}, {@code release}) once, from any thread and in any order. To settle
 * a task that was meanwhile given to someone else has no effect.
 */
public interface TaskSource extends AutoCloseable {
  /**
   * Returns the next tasks, none if there are none in time or too many are unsettled already; also
   * tells the broker what was settled before, so it must be called again and again.
   */
  List<Task> poll(Duration timeout);

  /** The task's answer is in Kafka. */
  void acknowledge(Task task);

  /** The task cannot be answered by anyone, and its dead letter is in Kafka. */
  void reject(Task task);

  /** The task was not answered: deliver it again. */
  void release(Task task);

  /** Whether what waits in a partition waits for this source; any thread may ask. */
  default boolean owns(TopicPartition partition) {
    return true;
  }

  /** Tells the broker what was settled, gives back the rest, and leaves the group. */
  @Override
  void close();
}
