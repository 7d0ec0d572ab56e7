package io.qahan.deploy.prove.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.ingest.IngestSettings;
import io.qahan.ingest.deadline.DeadlineFrom;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.settings.TrainerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What became of each image, label and head, from the records of all topics. Records of a partition
 * come in order; those of different ones in any. Thread safe.
 */
public final class Ledger {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final List<Topic<?>> READ =
      List.of(
          Topics.IMAGES,
          Topics.LABELS,
          Topics.PREDICTIONS,
          Topics.MASKED_FEATURES,
          Topics.TRAINING_EXAMPLES,
          Topics.TRAINING_STATE,
          Topics.FC_HEADS);

  private final GenericValues values;
  private final Map<String, Topic<?>> topics = new HashMap<>();
  private final Map<String, Topic<?>> letters = new HashMap<>();
  private final ImageBooks images;
  private final TrainingBooks training;
  private final HeadBooks heads = new HeadBooks();
  private final SortedMap<String, Long> causes = new TreeMap<>();
  private final boolean ownInputs;
  private long records;
  private long unreadable;

  public Ledger(Settings settings) {
    TopicNames names = TopicNames.from(settings);
    for (Topic<?> topic : READ) {
      topics.put(names.of(topic), topic);
    }
    for (Topic<?> topic : Topics.all()) {
      letters.put(names.deadLettersOf(topic), topic);
    }
    this.values = new GenericValues(settings);
    this.images =
        new ImageBooks(
            settings.get(IngestSettings.DEADLINE).toMillis(),
            settings.get(IngestSettings.DEADLINE_FROM) == DeadlineFrom.RECORD,
            settings.get(IngestSettings.DEDUPE_RETENTION).toMillis());
    this.training =
        new TrainingBooks(settings.get(TrainerSettings.JOIN_RETENTION_FEATURES).toMillis());
    this.ownInputs = !names.sharesInputs();
  }

  /** The full names of all topics that it wants the records of. */
  List<String> topics() {
    List<String> all = new ArrayList<>(topics.keySet());
    all.addAll(letters.keySet());
    return all;
  }

  /**
   * Some records of a topic are not kept any more: what they were about is not judged.
   *
   * @param keptSince the time of the oldest record that is kept, in milliseconds since 1970
   */
  synchronized void truncated(String topic, long keptSince) {
    if (Topics.TRAINING_EXAMPLES.equals(topics.get(topic))) {
      training.beginLater();
    }
    images.judgeSince(keptSince);
    training.judgeSince(keptSince);
  }

  /**
   * Enters a record.
   *
   * @param seenMillis when a reader of committed records saw it, in milliseconds since 1970
   */
  public synchronized void read(ConsumerRecord<byte[], byte[]> record, long seenMillis) {
    records++;
    Topic<?> lettered = letters.get(record.topic());
    if (lettered != null) {
      letter(lettered, record);
      return;
    }
    Topic<?> topic = topics.get(record.topic());
    if (topic == null || record.value() == null) {
      return;
    }
    String key = text(record.key());
    if (topic.equals(Topics.IMAGES)) {
      images.accepted(key, record.timestamp());
      if (ownInputs) {
        values
            .read(topic, record.value())
            .map(image -> image.get("label"))
            .ifPresent(label -> training.labelledInside(key, (Integer) label));
      }
    } else if (topic.equals(Topics.LABELS)) {
      training.labelled(
          key, record.partition(), record.offset(), record.timestamp(), classOf(record.value()));
    } else {
      values
          .read(topic, record.value())
          .ifPresentOrElse(
              value -> enter(topic, key, record, value, seenMillis), () -> unreadable++);
    }
  }

  private void enter(
      Topic<?> topic,
      String key,
      ConsumerRecord<byte[], byte[]> record,
      GenericRecord value,
      long seenMillis) {
    if (topic.equals(Topics.PREDICTIONS)) {
      images.answered(key, value, record.timestamp(), seenMillis);
      heads.named(key, value);
    } else if (topic.equals(Topics.MASKED_FEATURES)) {
      images.features(key);
      training.features(key, record.timestamp());
    } else if (topic.equals(Topics.TRAINING_EXAMPLES)) {
      training.example(key, record.offset(), value);
    } else if (topic.equals(Topics.TRAINING_STATE)) {
      training.state(key, record.offset(), value);
      heads.live(key, value);
    } else if (topic.equals(Topics.FC_HEADS)) {
      heads.published(key, record.timestamp(), value);
    }
  }

  private void letter(Topic<?> topic, ConsumerRecord<byte[], byte[]> record) {
    if (DeadLetter.isMark(record.headers())) {
      return;
    }
    String cause = header(record, DeadLetter.CAUSE);
    causes.merge(topic.base() + ": " + cause, 1L, Long::sum);
    long place;
    try {
      place =
          place(
              Integer.parseInt(header(record, DeadLetter.PARTITION)),
              Long.parseLong(header(record, DeadLetter.OFFSET)));
    } catch (NumberFormatException e) { // nobody of ours wrote it
      unreadable++;
      return;
    }
    if (topic.equals(Topics.IMAGES)) {
      images.refused(text(record.key()), place);
    } else if (topic.equals(Topics.LABELS)) {
      training.labelRefused(place);
    } else if (topic.equals(Topics.MASKED_FEATURES)) {
      training.featuresRefused(text(record.key()));
    } else if (topic.equals(Topics.TRAINING_EXAMPLES)) {
      training.exampleRefused(place);
    }
  }

  /** How many images have come to an end. */
  public synchronized long ended() {
    return images.ended();
  }

  /** How many records have been read: grows while something happens. */
  public synchronized long records() {
    return records;
  }

  /**
   * How things stand.
   *
   * @param until records of after then, in milliseconds since 1970, may be under way still
   */
  public synchronized Judgement verdict(long until) {
    List<Breach> breaches = new ArrayList<>();
    Judgement.Images ofImages = images.judge(until, breaches);
    Judgement.Training ofTraining = training.judge(until, images::isReused, breaches);
    Judgement.Heads ofHeads = heads.judge(breaches);
    return new Judgement(
        ofImages, new TreeMap<>(causes), ofTraining, ofHeads, records, unreadable, breaches);
  }

  /** When images were accepted and their answers seen. */
  public synchronized AnswerLog answers() {
    return images.log();
  }

  private static OptionalInt classIn(GenericRecord label) {
    return OptionalInt.of((Integer) label.get("label"));
  }

  private OptionalInt classOf(byte[] label) {
    if (label.length > 0 && label[0] == '{') {
      try {
        JsonNode number = JSON.readTree(label).path("class");
        return number.isInt() ? OptionalInt.of(number.asInt()) : OptionalInt.empty();
      } catch (IOException e) {
        return OptionalInt.empty();
      }
    }
    return values.read(Topics.LABELS, label).map(Ledger::classIn).orElse(OptionalInt.empty());
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static String text(byte[] key) {
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }

  /** A record of a topic as one number. */
  static long place(int partition, long offset) {
    return ((long) partition << 48) | offset;
  }
}
