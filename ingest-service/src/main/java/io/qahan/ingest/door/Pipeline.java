package io.qahan.ingest.door;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the routes want to know of the pipeline behind them. Thread safe. */
public interface Pipeline {
  /**
   * What Kafka keeps of an image.
   *
   * @param prediction its newest
   * @param deadLetter its newest
   * @param extent how far was looked, for people
   */
  record Kept(
      Optional<ConsumerRecord<byte[], byte[]>> prediction,
      Optional<ConsumerRecord<byte[], byte[]>> deadLetter,
      String extent) {
    /** Whether there is neither. */
    boolean isNone() {
      return prediction.isEmpty() && deadLetter.isEmpty();
    }
  }

  /** Whether images are taken at all now. */
  boolean isOpen();

  /** Whether an image of that id waits in this instance for its mask. */
  boolean isWaiting(String id);

  /** Looks into Kafka for what nobody here remembers; with an error if that cannot be done now. */
  CompletableFuture<Kept> kept(String id);
}
