package io.qahan.deploy.operate.dlq;

import io.qahan.deploy.operate.Brokers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Records of which the dead letter has only the beginning: whole, from where they came, as long as
 * their topic keeps them. For one thread.
 */
final class Originals implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int POLLS = 30;

  private final Consumer<byte[], byte[]> consumer;

  /**
   * @param brokers whose records are read whole, however large they are
   */
  Originals(Brokers brokers) {
    this(brokers.wholeReader());
  }

  /** Over a consumer without a group, closed by this. */
  Originals(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /**
   * The record that a letter has the beginning of.
   *
   * @param topic where it came from
   * @return empty if there is none at its place any more, or another one
   * @throws TimeoutException if the broker gives nothing for half a minute
   */
  Optional<ConsumerRecord<byte[], byte[]>> of(Letter letter, String topic) {
    if (!letter.originPartition().matches("\\d{1,9}")
        || !letter.originOffset().matches("\\d{1,18}")) {
      return Optional.empty();
    }
    int partition = Integer.parseInt(letter.originPartition());
    long offset = Long.parseLong(letter.originOffset());
    if (consumer.partitionsFor(topic).stream().noneMatch(info -> info.partition() == partition)) {
      return Optional.empty();
    }
    TopicPartition place = new TopicPartition(topic, partition);
    consumer.assign(List.of(place));
    Map<TopicPartition, Long> first = consumer.beginningOffsets(List.of(place));
    Map<TopicPartition, Long> end = consumer.endOffsets(List.of(place));
    if (offset < first.get(place) || offset >= end.get(place)) {
      return Optional.empty();
    }
    consumer.seek(place, offset);
    return next(place, end.get(place))
        .filter(record -> record.offset() == offset)
        .filter(record -> sha256(record.value()).equals(letter.sha256()));
  }

  /** The first record from where the consumer stands, which the next in a compacted topic is. */
  private Optional<ConsumerRecord<byte[], byte[]>> next(TopicPartition place, long end) {
    for (int poll = 0; poll < POLLS; poll++) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        return Optional.of(record);
      }
      if (consumer.position(place) >= end) { // only markers were left
        return Optional.empty();
      }
    }
    throw new TimeoutException(
        String.format(
            Locale.ROOT,
            "[%s] gives nothing from offset [%d] on",
            place,
            consumer.position(place)));
  }

  /** As letters say it: nothing of no value. */
  private static String sha256(byte[] value) {
    if (value == null) {
      return "";
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
