package io.qahan.deploy.operate.dlq;

import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.TopicScan;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The dead-letter topics of the catalogue. */
final class DeadLetterTopics {
  private final Brokers brokers;
  private final TopicNames names;

  DeadLetterTopics(Brokers brokers) {
    this.brokers = brokers;
    this.names = brokers.names();
  }

  /** Every dead letter of these topics, topic after topic, and whether it was replayed. */
  List<Letter> letters(List<Topic<?>> topics) {
    List<Letter> letters = new ArrayList<>();
    Set<LetterId> replayed = new HashSet<>();
    scan(
        topics,
        (topic, record) -> {
          if (DeadLetter.isMark(record.headers())) {
            String place = Letter.header(record, DeadLetter.REPLAYED);
            replayed.add(LetterId.parse(topic.base() + "-" + place));
          } else {
            letters.add(Letter.of(topic.base(), record));
          }
        });
    letters.replaceAll(letter -> replayed.contains(letter.id()) ? letter.asReplayed() : letter);
    return letters;
  }

  /** Shows every record of the dead-letter topics, marks too. */
  void scan(List<Topic<?>> topics, BiConsumer<Topic<?>, ConsumerRecord<byte[], byte[]>> visitor) {
    try (Consumer<byte[], byte[]> consumer = brokers.reader()) {
      for (Topic<?> topic : topics) {
        TopicScan.all(
            consumer, names.deadLettersOf(topic), record -> visitor.accept(topic, record));
      }
    }
  }

  /**
   * The topics of these base names; all of the catalogue if there are none.
   *
   * @throws IllegalArgumentException if a name is of none; lists them
   */
  static List<Topic<?>> named(List<String> bases) {
    List<String> known = Topics.all().stream().<String>map(Topic::base).toList();
    for (String base : bases) {
      if (!known.contains(base)) {
        throw new IllegalArgumentException(
            "There is no topic [%s]; there are: %s".formatted(base, known));
      }
    }
    return Topics.all().stream()
        .filter(topic -> bases.isEmpty() || bases.contains(topic.base()))
        .toList();
  }
}
