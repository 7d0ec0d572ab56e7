package io.qahan.deploy.operate.doctor;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.release.ModelReleases;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.RegistryUnavailableException;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.ReadToEnd;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Reads the newest records of a system's topics. For one thread.
 *
 * @param consumer without a group, of committed records; not closed here
 * @param model name of the model
 * @param remembered how long ingest knows what it answered: after that an image may come again
 * @param now tells which dead letters are of the last hour
 */
record FlowExamination(
    TopicNames names,
    Codecs codecs,
    Consumer<byte[], byte[]> consumer,
    String model,
    Duration remembered,
    Instant now) {
  private static final Duration RECENT = Duration.ofHours(1);
  private static final int ANSWERS = 2_000;
  private static final int LABELS = 2_000;

  /** Examples and features of the newest labels may stand behind those of newer images. */
  private static final int LEARNED = 3 * LABELS;

  /** So long an ingest may take to load a release. */
  private static final Duration TAKEN_UP = Duration.ofMinutes(1);

  private static final int RELEASES = 100;
  private static final int STEPS = 1_000;

  /** Some may be megabytes long. */
  private static final int HEADS = 100;

  private static final int STATES = 32;

  /** A letter may be megabytes long. */
  private static final int LETTERS = 400;

  /**
   * What the topics show; a topic that does not exist shows nothing.
   *
   * @throws RegistryUnavailableException if records name a schema and the registry does not answer
   */
  FlowCheck.Flow flow() {
    Answers answers = answers();
    Set<String> labels = labels();
    Set<String> untrained = new LinkedHashSet<>(labels);
    untrained.removeAll(trained());
    Set<String> unseen = new LinkedHashSet<>(untrained);
    if (!unseen.isEmpty()) {
      newest(Topics.MASKED_FEATURES, LEARNED, record -> unseen.remove(text(record.key())));
    }
    return new FlowCheck.Flow(
        deadLetters(),
        answers.all,
        answers.degraded,
        answers.unanswered,
        answers.untrained,
        answers.head,
        answers.repeated,
        labels.size(),
        labels.size() - untrained.size(),
        unseen.size(),
        unseen.stream().findFirst().orElse(""));
  }

  /** Which release there is, and whether it answers. */
  ModelCheck.Served served() {
    Optional<ConsumerRecord<byte[], byte[]>> found = newestRelease();
    if (found.isEmpty()) {
      return new ModelCheck.Served(0, 0, 0);
    }
    ModelRelease release = decoded(Topics.MODELS, found.get()).orElseThrow();
    long taken = found.get().timestamp() + TAKEN_UP.toMillis();
    long[] answers = new long[2];
    newest(
        Topics.PREDICTIONS,
        ANSWERS,
        record -> {
          if (record.timestamp() > taken) {
            decoded(Topics.PREDICTIONS, record)
                .ifPresent(
                    answer -> {
                      answers[0]++;
                      answers[1] += answer.getModelVersion().equals(release.getVersion()) ? 0 : 1;
                    });
          }
        });
    return new ModelCheck.Served(release.getRelease(), answers[0], answers[1]);
  }

  /** What the newest heads are like beside the trainer's state, which is looked at after them. */
  ModelCheck.Line line() {
    List<Head> heads = new ArrayList<>();
    newest(
        Topics.FC_HEADS,
        HEADS,
        record -> {
          if (text(record.key()).equals(model) && record.value() != null) {
            decoded(Topics.FC_HEADS, record).flatMap(FlowExamination::sound).ifPresent(heads::add);
          }
        });
    Head[] live = new Head[1];
    newest(
        Topics.TRAINING_STATE,
        STATES,
        record -> {
          if (text(record.key()).equals(model)) {
            live[0] =
                record.value() == null
                    ? null
                    : decoded(Topics.TRAINING_STATE, record)
                        .flatMap(state -> sound(state.getLive()))
                        .orElse(live[0]);
          }
        });
    List<Long> foreign =
        live[0] == null
            ? List.of()
            : heads.stream().filter(head -> head.isForeignTo(live[0])).map(Head::version).toList();
    return new ModelCheck.Line(live[0] == null ? 0 : live[0].version(), foreign);
  }

  private static Optional<Head> sound(FcHead record) {
    try {
      return Optional.of(Head.of(record));
    } catch (HeadRefusedException e) { // ingest has dead-lettered it
      return Optional.empty();
    }
  }

  /** The newest step of the retrainings of each model, by its name. */
  Map<String, RetrainStep> retrainings() {
    Map<String, RetrainStep> steps = new HashMap<>();
    newest(
        Topics.RETRAININGS,
        STEPS,
        record ->
            decoded(Topics.RETRAININGS, record)
                .ifPresent(step -> steps.put(text(record.key()), step)));
    return steps;
  }

  /** Reads the newest orders, as the trainer does: what is not signed is refused on the way. */
  void orders() {
    newest(Topics.CONTROL, STEPS, record -> {});
  }

  private Optional<ConsumerRecord<byte[], byte[]>> newestRelease() {
    List<ConsumerRecord<byte[], byte[]>> releases = new ArrayList<>();
    newest(
        Topics.MODELS,
        RELEASES,
        record -> {
          if (record.key() != null
              && record.value() != null
              && !ModelReleases.isCandidate(record.key())
              && decoded(Topics.MODELS, record).isPresent()) {
            releases.clear(); // they may be large
            releases.add(record);
          }
        });
    return releases.stream().findFirst();
  }

  private static final class Answers {
    private long all;
    private long degraded;
    private long unanswered;
    private long untrained;
    private long head;
    private long repeated;
    private Instant newest = Instant.MIN;
    private final Duration remembered;
    private final Map<String, Instant> answeredAt = new HashMap<>();

    private Answers(Duration remembered) {
      this.remembered = remembered;
    }

    private void add(String id, Prediction answer) {
      all++;
      Instant before = answeredAt.put(id, answer.getPredictedAt());
      if (before != null
          && Duration.between(before, answer.getPredictedAt()).abs().compareTo(remembered) < 0) {
        repeated++;
      }
      if (answer.getDegraded()) {
        degraded++;
        unanswered += answer.getStageMillis().containsKey("queue") ? 0 : 1; // which workers tell
      }
      // Head 0 of a model file has learned from it.
      untrained += answer.getHeadVersion() == 0 && answer.getModelVersion().isEmpty() ? 1 : 0;
      if (!answer.getPredictedAt().isBefore(newest)) {
        newest = answer.getPredictedAt();
        head = answer.getHeadVersion();
      }
    }
  }

  private Answers answers() {
    Answers answers = new Answers(remembered);
    newest(
        Topics.PREDICTIONS,
        ANSWERS,
        record ->
            decoded(Topics.PREDICTIONS, record)
                .ifPresent(answer -> answers.add(text(record.key()), answer)));
    return answers;
  }

  private Set<String> labels() {
    Set<String> ids = new LinkedHashSet<>();
    newest(Topics.LABELS, LABELS, record -> ids.add(text(record.key())));
    return ids;
  }

  private Set<String> trained() {
    Set<String> ids = new HashSet<>();
    newest(
        Topics.TRAINING_EXAMPLES,
        LEARNED,
        record ->
            decoded(Topics.TRAINING_EXAMPLES, record)
                .ifPresent(example -> ids.add(example.getImageId())));
    return ids;
  }

  private Map<String, Map<String, Long>> deadLetters() {
    Map<String, Map<String, Long>> letters = new TreeMap<>();
    for (Topic<?> topic : Topics.all()) {
      Map<String, String> causes = new HashMap<>();
      Set<String> replayed = new HashSet<>();
      newest(
          names.deadLettersOf(topic),
          LETTERS,
          record -> {
            if (DeadLetter.isMark(record.headers())) {
              replayed.add(header(record, DeadLetter.REPLAYED));
            } else if (record.timestamp() > now.minus(RECENT).toEpochMilli()) {
              causes.put(
                  record.partition() + "@" + record.offset(), header(record, DeadLetter.CAUSE));
            }
          });
      causes.keySet().removeAll(replayed);
      if (!causes.isEmpty()) {
        Map<String, Long> counts = new HashMap<>();
        causes.values().forEach(cause -> counts.merge(cause, 1L, Long::sum));
        letters.put(topic.base(), counts);
      }
    }
    return letters;
  }

  private <T extends SpecificRecord> Optional<T> decoded(
      Topic<T> topic, ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(codecs.of(topic).decode(record.value()));
    } catch (UndecodableRecordException e) { // not written by a service of ours
      return Optional.empty();
    }
  }

  private void newest(
      Topic<?> topic,
      int most,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    newest(names.of(topic), most, visitor);
  }

  /** Markers of transactions have offsets too, so fewer records may be shown. */
  private void newest(
      String topic, int most, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    List<TopicPartition> partitions = new ArrayList<>();
    consumer
        .partitionsFor(topic)
        .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    if (partitions.isEmpty()) {
      return;
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    consumer
        .endOffsets(partitions)
        .forEach(
            (partition, end) ->
                consumer.seek(
                    partition, Math.max(begins.get(partition), end - most / partitions.size())));
    ReadToEnd.all(consumer, visitor);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : text(header.value());
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
