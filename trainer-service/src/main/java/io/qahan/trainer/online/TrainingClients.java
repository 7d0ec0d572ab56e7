package io.qahan.trainer.online;

import io.qahan.schemas.ops.Progress;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Where a training loop gets its Kafka clients from; it closes each that it got. */
interface TrainingClients extends AutoCloseable {
  /** In the group of the model's trainers, for the training log; commits nothing by itself. */
  Consumer<byte[], byte[]> member();

  /** Without a group, for reading a topic from a given place. */
  Consumer<byte[], byte[]> reader();

  /** With the transactional id of the model's trainer. */
  Producer<byte[], byte[]> producer();

  /** Whether the brokers answer; empty if nobody asks them. */
  default Optional<Progress> progress() {
    return Optional.empty();
  }

  /** Stops measuring the clients. */
  @Override
  default void close() {}
}
