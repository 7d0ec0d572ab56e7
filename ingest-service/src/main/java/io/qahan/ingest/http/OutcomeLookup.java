package io.qahan.ingest.http;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Looks in the cluster for what became of an image that is not known here. Thread safe. */
public interface OutcomeLookup {
  /**
   * What the topics keep of an image.
   *
   * @param answer the newest record of its prediction
   * @param letter the newest dead letter of its image; not looked for if there is an answer
   * @param looked how many answers were looked at
   * @param back when the oldest of them was written; null if there was none
   * @param whole whether these are all that the topic keeps
   */
  record Kept(
      Optional<ConsumerRecord<byte[], byte[]>> answer,
      Optional<ConsumerRecord<byte[], byte[]>> letter,
      long looked,
      Instant back,
      boolean whole) {}

  /**
   * Completes with what was found, or exceptionally: with a {@link HttpFault} if that is the
   * answer.
   */
  CompletableFuture<Kept> of(String id);
}
