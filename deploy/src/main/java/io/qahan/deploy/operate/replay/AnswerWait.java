package io.qahan.deploy.operate.replay;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows which of the images that were sent again have no outcome yet under the new prefix, and
 * waits for one: what is said of an image after it was answered must not overtake it the second
 * time. As large as the number of images in flight. For one thread.
 */
final class AnswerWait {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> outcomes;
  private final StreamClock clock;
  private final Duration patience;
  private final String prefix;
  private final Set<ByteBuffer> open = new HashSet<>();

  /**
   * @param outcomes assigned to {@link #outcomes} of the new prefix, before the first image is sent
   * @param patience how long it waits without any outcome
   */
  AnswerWait(
      Consumer<byte[], byte[]> outcomes, StreamClock clock, Duration patience, String prefix) {
    this.outcomes = outcomes;
    this.clock = clock;
    this.patience = patience;
    this.prefix = prefix;
  }

  /** The partitions in which each image has a record once it has its outcome. */
  static List<TopicPartition> outcomes(Consumer<?, ?> consumer, TopicNames names) {
    return Stream.of(names.of(Topics.MASKED_FEATURES), names.deadLettersOf(Topics.IMAGES))
        .flatMap(topic -> consumer.partitionsFor(topic).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /** An image is sent again. */
  void sent(byte[] id) {
    if (id != null) {
      open.add(ByteBuffer.wrap(id));
    }
  }

  /**
   * Waits until an image has its outcome, if it was sent.
   *
   * @throws CommandFailedException if for too long no image has
   */
  void await(byte[] id) {
    if (id == null) {
      return;
    }
    ByteBuffer wanted = ByteBuffer.wrap(id);
    Instant since = clock.now();
    while (open.contains(wanted)) {
      int before = open.size();
      outcomes.poll(POLL).forEach(record -> close(record.key()));
      if (open.size() < before) {
        since = clock.now();
      } else if (Duration.between(since, clock.now()).compareTo(patience) >= 0) {
        throw new CommandFailedException(
            String.format(
                Locale.ROOT,
                "No image under [%s] was answered for %d s; %d wait. Do ingest and a worker run with"
                    + " topic.prefix=%s (qahan doctor)? Then try again with another prefix.",
                prefix,
                patience.toSeconds(),
                open.size(),
                prefix));
      }
    }
  }

  private void close(byte[] id) {
    if (id != null) {
      open.remove(ByteBuffer.wrap(id));
    }
  }
}
