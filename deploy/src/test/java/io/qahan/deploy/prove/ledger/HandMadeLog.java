package io.qahan.deploy.prove.ledger;

import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.ServedPrediction;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.avro.SparseFeatures;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as services would have written them, or would never, read into a ledger. */
final class HandMadeLog {
  static final long DEADLINE = 2_000;
  static final long START = 1_000_000;
  private static final String MODEL = "digits";
  private static final HeadShape SHAPE = new HeadShape(10, 4, "conv");

  private final Settings settings =
      Settings.of(SettingsOptions.known(), Map.of("ingest.deadline", "2s"));
  private final TopicNames names = TopicNames.from(settings);
  private final Codecs codecs = Codecs.singleObject(names);
  private final Map<String, Long> offsets = new HashMap<>();
  private final Ledger ledger = new Ledger(settings);
  private long now = START;

  Judgement verdict() {
    return ledger.verdict(Long.MAX_VALUE);
  }

  /** What came after the first so many milliseconds may be under way. */
  Judgement verdictUntil(long millis) {
    return ledger.verdict(START + millis);
  }

  AnswerLog answers() {
    return ledger.answers();
  }

  HandMadeLog forgot(Topic<?> topic, long until) {
    ledger.truncated(names.of(topic), START + until);
    return this;
  }

  HandMadeLog later(long millis) {
    now += millis;
    return this;
  }

  HandMadeLog image(String id) {
    return image(id, null);
  }

  /** An image with its label inside. */
  HandMadeLog image(String id, Integer label) {
    return add(
        Topics.IMAGES,
        id,
        new Image(ImageEncoding.PNG, ByteBuffer.allocate(1), List.of(), "", Instant.EPOCH, label));
  }

  /** Answered by the untrained head, in time. */
  HandMadeLog answer(String id) {
    return answer(id, 0, "untrained");
  }

  HandMadeLog answer(String id, long head, String hash) {
    return answer(id, head, hash, 100, false);
  }

  /** An answer that took so long, from its image's arrival until it was seen. */
  HandMadeLog answerAfter(String id, long millis, boolean saysInTime) {
    return answer(id, 0, "untrained", millis, !saysInTime);
  }

  private HandMadeLog answer(String id, long head, String hash, long millis, boolean late) {
    Prediction prediction =
        Prediction.newBuilder()
            .setPredicted(3)
            .setProbabilities(ByteBuffer.allocate(40))
            .setHeadVersion(head)
            .setHeadHash(hash)
            .setConvVersion("conv")
            .setMask(ByteBuffer.allocate(1))
            .setMaskShape(List.of(2, 2))
            .setSolver("greedy")
            .setOutcome(SolveOutcome.SOLVED)
            .setEnergy(0)
            .setGreedyEnergy(0)
            .setDegraded(late)
            .setDeadlineMet(!late)
            .setEventTime(Instant.EPOCH)
            .setPredictedAt(Instant.ofEpochMilli(now))
            .setStageMillis(Map.of("total", (double) millis))
            .build();
    return add(Topics.PREDICTIONS, id, prediction).features(id);
  }

  HandMadeLog features(String id) {
    return add(
        Topics.MASKED_FEATURES,
        id,
        MaskedFeatures.newBuilder()
            .setFeatures(features())
            .setAttentionEnergy(1)
            .setSolver("greedy")
            .setDegraded(false)
            .setConvVersion("conv")
            .setEventTime(Instant.EPOCH)
            .setServed(new ServedPrediction(0L, 3, ByteBuffer.allocate(40)))
            .build());
  }

  private static SparseFeatures features() {
    return new SparseFeatures(4, ByteBuffer.allocate(4), ByteBuffer.allocate(4));
  }

  HandMadeLog label(String id, int label) {
    return add(Topics.LABELS, id, new Label(label, "", Instant.EPOCH));
  }

  HandMadeLog example(String id, int revision, int label, Integer previous) {
    return example(id, revision, label, previous, 0);
  }

  HandMadeLog example(String id, int revision, int label, Integer previous, long release) {
    return add(
        Topics.TRAINING_EXAMPLES,
        MODEL,
        TrainingExample.newBuilder()
            .setKind(ExampleKind.EXAMPLE)
            .setImageId(id)
            .setFeatures(features())
            .setLabel(label)
            .setRevision(revision)
            .setPreviousLabel(previous)
            .setModelRelease(release)
            .setEventTime(Instant.EPOCH)
            .setLabelTime(Instant.EPOCH)
            .build());
  }

  HandMadeLog flush() {
    return add(
        Topics.TRAINING_EXAMPLES,
        MODEL,
        TrainingExample.newBuilder()
            .setKind(ExampleKind.FLUSH)
            .setEventTime(Instant.EPOCH)
            .setLabelTime(Instant.EPOCH)
            .build());
  }

  /** Everything that becomes of one labelled image that is trained on. */
  HandMadeLog trained(String id, int label) {
    return image(id).answer(id).label(id, label).example(id, 0, label, null);
  }

  HandMadeLog state(long nextOffset, long examples) {
    return state(nextOffset, examples, Head.untrained(SHAPE).toRecord());
  }

  HandMadeLog state(long nextOffset, long examples, FcHead live) {
    ByteBuffer none = ByteBuffer.allocate(0);
    return add(
        Topics.TRAINING_STATE,
        MODEL,
        TrainingState.newBuilder()
            .setNextOffset(nextOffset)
            .setControlOffset(0)
            .setConvVersion("conv")
            .setShape(List.of(10, 4))
            .setWeights(none)
            .setFirstMoment(none)
            .setSecondMoment(none)
            .setSteps(0)
            .setAdamSteps(0)
            .setExamples(examples)
            .setCorrect(0)
            .setLossSum(0)
            .setRecent(none)
            .setCandidateWindow(none)
            .setLiveWindow(none)
            .setLive(live)
            .setFrozen(false)
            .setPinned(null)
            .setSeed(1)
            .setRecentProbabilities(none)
            .build());
  }

  /** A sound head, child of the one before. */
  static FcHead head(long version, long examples) {
    float[] weights = new float[50];
    weights[0] = version;
    try {
      return Head.of(
              SHAPE,
              new HeadLineage(version, version - 1, OptionalLong.empty()),
              new HeadProgress(examples, examples, 0, 1, 0.5, Instant.EPOCH, OptionalLong.empty()),
              weights)
          .toRecord();
    } catch (HeadRefusedException e) {
      throw new AssertionError(e);
    }
  }

  HandMadeLog publish(FcHead head) {
    return add(Topics.FC_HEADS, MODEL, head);
  }

  /** A dead letter of the n-th record of a topic. */
  HandMadeLog letter(Topic<?> topic, String key, long offset, String cause) {
    Headers headers =
        new DeadLetter("test", cause, "", names.of(topic), 0, offset).addTo(new RecordHeaders());
    return add(names.deadLettersOf(topic), key, new byte[1], headers);
  }

  private <T extends SpecificRecord> HandMadeLog add(Topic<T> topic, String key, T value) {
    return add(names.of(topic), key, codecs.of(topic).encode(value), new RecordHeaders());
  }

  HandMadeLog raw(Topic<?> topic, String key, byte[] value) {
    return add(names.of(topic), key, value, new RecordHeaders());
  }

  private HandMadeLog add(String topic, String key, byte[] value, Headers headers) {
    long offset = offsets.merge(topic, 1L, Long::sum) - 1;
    ledger.read(
        new ConsumerRecord<>(
            topic,
            0,
            offset,
            now,
            TimestampType.LOG_APPEND_TIME,
            key.length(),
            value.length,
            key.getBytes(StandardCharsets.UTF_8),
            value,
            headers,
            Optional.empty()),
        now);
    return this;
  }
}
