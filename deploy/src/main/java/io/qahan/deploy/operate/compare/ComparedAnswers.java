package io.qahan.deploy.operate.compare;

import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.TopicScan;
import io.qahan.ingest.head.PredictionCheck;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What two systems answered to the same images, read from Kafka. */
public final class ComparedAnswers {
  private final int last;
  private final Map<TopicPartition, Long> from;

  private ComparedAnswers(int last, Map<TopicPartition, Long> from) {
    this.last = last;
    this.from = from;
  }

  /**
   * Holds two systems against each other on the images that both answered; there may be none.
   *
   * @param settings of the brokers that both are on
   * @param champion prefix of the one, whose labels count
   * @param challenger prefix of the other
   * @param last only the newest so many answers of each
   * @param from where to begin in answers and labels; at the beginning of partitions not in there
   * @throws io.qahan.deploy.cli.CommandFailedException if the brokers do not answer, or there are
   *     no such topics
   */
  public static Comparison of(
      Settings settings,
      String champion,
      String challenger,
      int last,
      Map<TopicPartition, Long> from)
      throws InterruptedException {
    ComparedAnswers reading = new ComparedAnswers(last, from);
    Settings there = under(settings, champion);
    Map<String, Answer> second = Brokers.ask(under(settings, challenger), reading::answers);
    Map<String, Answer> first = Brokers.ask(there, reading::answers);
    first.keySet().retainAll(second.keySet());
    Map<String, Integer> labels = Brokers.ask(there, brokers -> reading.labels(brokers, first));
    List<Comparison.Pair> pairs = new ArrayList<>();
    first.forEach(
        (id, answer) -> pairs.add(new Comparison.Pair(answer, second.get(id), labels.get(id))));
    return Comparison.of(champion, challenger, pairs);
  }

  /** The same settings with another prefix of topics. */
  static Settings under(Settings settings, String prefix) {
    return settings.with(
        SettingsOptions.known(), Map.of(CommonSettings.TOPIC_PREFIX.name(), prefix));
  }

  /** The first answer to each image, as whoever asked saw it. */
  private Map<String, Answer> answers(Brokers brokers) {
    Map<String, Answer> answers = new LinkedHashMap<>();
    read(
        brokers,
        Topics.PREDICTIONS,
        (id, prediction) -> {
          if (PredictionCheck.faultOf(prediction).isEmpty()) {
            answers.putIfAbsent(id, Answer.of(prediction));
            if (answers.size() > last) {
              Iterator<String> oldest = answers.keySet().iterator();
              oldest.next();
              oldest.remove();
            }
          }
        });
    return answers;
  }

  /** The newest label of each of these images. */
  private Map<String, Integer> labels(Brokers brokers, Map<String, Answer> of) {
    Map<String, Integer> labels = new HashMap<>();
    read(
        brokers,
        Topics.LABELS,
        (id, label) -> {
          if (of.containsKey(id)) {
            labels.put(id, label.getLabel());
          }
        });
    return labels;
  }

  /** Records that nobody can read are passed over: those who work with them dead-letter them. */
  private <T extends SpecificRecord> void read(
      Brokers brokers, Topic<T> topic, BiConsumer<String, T> visitor) {
    Codec<T> codec = brokers.codecs().of(topic);
    try (Consumer<byte[], byte[]> consumer = brokers.reader()) {
      TopicScan.from(
          consumer,
          brokers.names().of(topic),
          from,
          record -> {
            try {
              visitor.accept(ImageId.of(record.key()), codec.decode(record.value()));
            } catch (RejectedRecordException | UndecodableRecordException e) {
              return;
            }
          });
    }
  }
}
