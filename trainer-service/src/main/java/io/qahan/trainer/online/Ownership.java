package io.qahan.trainer.online;

import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether this member of the group owns the training log, and since which assignment. Called back
 * by the consumer's poll, so by the training thread.
 */
final class Ownership implements ConsumerRebalanceListener {
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private boolean joined;
  private boolean held;
  private int assignments;

  Ownership(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    this.consumer = consumer;
    this.partition = partition;
  }

  TopicPartition partition() {
    return partition;
  }

  /** Whether the group has let us know who holds the log. */
  boolean hasJoined() {
    return joined;
  }

  /** Whether the log is ours. */
  boolean isHeld() {
    return held;
  }

  /** Grows with each assignment: a session of an older one is over. */
  int assignments() {
    return assignments;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    joined = true;
    if (partitions.contains(partition)) {
      held = true;
      assignments++;
      consumer.pause(partitions); // nothing is read before the session has found its place
      consumer.seekToBeginning(partitions); // which the broker does not know: the state does
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    if (partitions.contains(partition)) {
      held = false;
    }
  }
}
