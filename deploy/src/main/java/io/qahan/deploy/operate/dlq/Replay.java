package io.qahan.deploy.operate.dlq;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Sends dead letters back: the original bytes under the original key and headers, which of a letter
 * that has only their beginning are still where they came from. A letter and its mark in the
 * dead-letter topic are of one transaction, so that none is sent without being marked or marked
 * without being sent. For one thread.
 */
final class Replay {
  private static final int LETTERS = 100;
  private static final long BYTES = 16 << 20;

  private final Producer<byte[], byte[]> producer;
  private final Map<LetterId, String> toSend;
  private final Originals originals;
  private final List<LetterId> confirmed = new ArrayList<>();
  private final List<LetterId> open = new ArrayList<>();
  private final Map<String, Integer> partitions = new HashMap<>();
  private long openBytes;

  /**
   * @param producer its transactions initialised
   * @param toSend where each letter goes
   * @param originals has the whole of letters that have not
   */
  Replay(Producer<byte[], byte[]> producer, Map<LetterId, String> toSend, Originals originals) {
    this.producer = producer;
    this.toSend = toSend;
    this.originals = originals;
  }

  /**
   * Reads the letters and sends them.
   *
   * @return what is committed, in the order sent
   * @throws CommandFailedException if not all could be sent; those of committed transactions are,
   *     the others are not
   */
  List<LetterId> run(DeadLetterTopics letters, List<Topic<?>> topics) {
    try {
      letters.scan(topics, this::visit);
      commit();
    } catch (KafkaException e) {
      throw new CommandFailedException(
          String.format(
              Locale.ROOT,
              "Only %d of %d dead letters were sent: %s. Those are marked; run the command again"
                  + " for the others.",
              confirmed.size(),
              toSend.size(),
              e.getMessage()),
          e);
    }
    if (confirmed.size() < toSend.size()) {
      throw new CommandFailedException(
          String.format(
              Locale.ROOT,
              "Only %d of %d dead letters were sent: the others have expired meanwhile.",
              confirmed.size(),
              toSend.size()));
    }
    return List.copyOf(confirmed);
  }

  private void visit(Topic<?> topic, ConsumerRecord<byte[], byte[]> record) {
    LetterId id = new LetterId(topic.base(), record.partition(), record.offset());
    String origin = toSend.get(id);
    if (origin == null) {
      return;
    }
    ProducerRecord<byte[], byte[]> whole =
        DeadLetter.isCut(record.headers())
            ? whole(Letter.of(topic.base(), record), origin)
            : new ProducerRecord<>(
                origin,
                partitionOf(record, origin),
                record.key(),
                record.value(),
                DeadLetter.removeFrom(record.headers()));
    if (open.isEmpty()) {
      producer.beginTransaction();
    }
    send(whole);
    send(
        new ProducerRecord<>(
            record.topic(),
            record.partition(),
            record.key(),
            null,
            new RecordHeaders()
                .add(DeadLetter.REPLAYED, id.place().getBytes(StandardCharsets.UTF_8))));
    open.add(id);
    openBytes += whole.value() == null ? 0 : whole.value().length;
    if (open.size() == LETTERS || openBytes >= BYTES) {
      commit();
    }
  }

  private ProducerRecord<byte[], byte[]> whole(Letter letter, String origin) {
    ConsumerRecord<byte[], byte[]> record =
        originals
            .of(letter, origin)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "The record of dead letter [%s] was removed just now. Run the command again for the others."
                            .formatted(letter.id())));
    return new ProducerRecord<>(
        origin, record.partition(), record.key(), record.value(), record.headers());
  }

  /**
   * The one it came from: there an image is known by its id, and whoever asked for a mask waits for
   * it. Any, if the letter does not say, or the topic has no such partition any more.
   */
  private Integer partitionOf(ConsumerRecord<byte[], byte[]> letter, String origin) {
    String partition = Letter.header(letter, DeadLetter.PARTITION);
    int count = partitions.computeIfAbsent(origin, topic -> producer.partitionsFor(topic).size());
    return partition.matches("\\d{1,9}") && Integer.parseInt(partition) < count
        ? Integer.valueOf(partition)
        : null;
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var unused = producer.send(record); // a failure fails the commit
  }

  private void commit() {
    if (open.isEmpty()) {
      return;
    }
    producer.commitTransaction();
    confirmed.addAll(open);
    open.clear();
    openBytes = 0;
  }
}
