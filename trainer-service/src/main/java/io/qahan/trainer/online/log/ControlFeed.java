package io.qahan.trainer.online.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The control records from an offset on, as they come. For one thread. */
public final class ControlFeed implements AutoCloseable {
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;

  /**
   * @param consumer without a group; closed with this
   */
  public ControlFeed(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    this.consumer = consumer;
    this.partition = partition;
    consumer.assign(List.of(partition));
  }

  public void seek(long offset) {
    consumer.seek(partition, offset);
  }

  /** What has arrived; does not wait. */
  public List<ConsumerRecord<byte[], byte[]>> poll() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    consumer.poll(Duration.ZERO).forEach(records::add);
    return records;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
