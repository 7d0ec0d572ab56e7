package io.qahan.trainer.join;

import io.opentelemetry.api.trace.Span;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.position.PositionedProcessor;
import io.qahan.schemas.streams.TaskOutput.Draft;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.ImageHash;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.RecordSize;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.TraceHeaders;
import io.qahan.trainer.join.kept.Expiry;
import io.qahan.trainer.join.kept.JoinStores;
import io.qahan.trainer.join.kept.JoinTime;
import io.qahan.trainer.join.kept.Joined;
import io.qahan.trainer.join.kept.Kept;
import io.qahan.trainer.join.kept.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Joins each image's features with its label, whichever comes first, into the training log. The
 * newest label of an image wins, newest by the order in which labels are read here: one that
 * differs from what its image was joined with makes one more example, a correction. What waits in
 * vain is given up: features are dropped, a label becomes a dead letter, because someone meant it
 * for an image that we never saw.
 */
final class LabelJoin extends PositionedProcessor {
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final int LET_GO_AT_ONCE = 10_000; // within the time of a transaction

  /** What a record that waits has beside its key and value: times, its place, its trace. */
  private static final int WAITING_BYTES = 512;

  private final JoinParts parts;
  private final RecordChecks checks;
  private JoinStores stores;
  private CatchUp catchUp;
  private JoinTime time;

  LabelJoin(JoinParts parts) {
    super(JoinTopology.JOIN, parts.places(), parts::outputOf);
    this.parts = parts;
    this.checks = new RecordChecks(parts);
  }

  @Override
  protected Set<String> topics(String application) {
    return JoinTopology.sources(parts.names(), parts.partitions(), application)
        .get(JoinTopology.JOIN);
  }

  @Override
  protected void open(ProcessorContext<byte[], byte[]> context) {
    stores = new JoinStores(context, parts.space());
    long now = context.currentSystemTimeMs();
    catchUp = new CatchUp(now);
    time = new JoinTime(stores, now, parts.wall().millis());
    context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, this::sweep);
  }

  @Override
  protected void accept(Record<byte[], byte[]> record, RecordMetadata place)
      throws RejectedRecordException {
    catchUp.read(context().currentSystemTimeMs());
    idOf(record);
    if (sideOf(place) == Side.FEATURES) {
      features(record, originOf(record, place));
    } else {
      label(record, originOf(record, place));
    }
    makeRoom();
  }

  private void features(Record<byte[], byte[]> record, Origin origin)
      throws RejectedRecordException {
    byte[] id = record.key();
    MaskedFeatures features = checks.features(record.value());
    Waiting image = waiting(Kept.FEATURES, record, origin);
    Optional<Waiting> known = stores.features(id);
    Optional<Joined> joined = stores.joined(id);
    if (known.isPresent()
        ? isSame(known.get(), image, features)
        : joined.isPresent()) { // before there were corrections, no features were kept
      parts.meters().duplicate(Side.FEATURES);
      return;
    }
    Optional<Waiting> waiting = stores.label(id).filter(label -> isAbout(label, image));
    List<Draft> examples = new ArrayList<>();
    Optional<Label> label = Optional.empty();
    if (waiting.isPresent()) {
      label = Optional.of(checks.label(waiting.get().value()));
    } else if (known.isPresent() && joined.isPresent()) {
      label = overtaking(id, known.get(), joined.get(), features, examples);
    }
    if (label.isPresent()) {
      examples.add(example(id, features, label.get(), Optional.empty(), record.headers()));
    }
    known.ifPresent(before -> replace(id, before, joined));
    waiting.ifPresent(found -> stores.takeLabel(id, found));
    if (label.isPresent()) {
      stores.keepJoined(id, image, new Joined(expiryOf(Kept.JOINED), label.get().getLabel(), 0));
    } else {
      stores.keepFeatures(id, image);
    }
    examples.forEach(output()::send);
  }

  private void replace(byte[] id, Waiting before, Optional<Joined> joined) {
    stores.forget(id, before, joined);
    parts.meters().letGo(joined.isPresent() ? Kept.JOINED : Kept.FEATURES, JoinMeters.REPLACED);
  }

  /**
   * The label that came for another image under the id before its features did, and was taken for
   * one of the image that is known.
   *
   * @param examples is given one more, in which the image that is known has its own label back
   */
  private Optional<Label> overtaking(
      byte[] id, Waiting known, Joined joined, MaskedFeatures comes, List<Draft> examples)
      throws RejectedRecordException {
    MaskedFeatures features = checks.features(known.value());
    if (!joined.isOvertaking(
        features.getEventTime().toEpochMilli(), comes.getEventTime().toEpochMilli())) {
      return Optional.empty();
    }
    Instant when = Instant.ofEpochMilli(joined.labelledAt());
    if (joined.isCorrectedBy(joined.before())) {
      examples.add(
          example(
              id,
              features,
              new Label(joined.before(), "", when),
              Optional.of(joined),
              TraceHeaders.ofParent(known.traceparent())));
      parts.meters().corrected(JoinMeters.TRAINED);
    }
    return Optional.of(new Label(joined.label(), "", when));
  }

  private boolean isSame(Waiting known, Waiting image, MaskedFeatures features)
      throws RejectedRecordException {
    return Arrays.equals(known.value(), image.value())
        || SameImage.of(
            known.imageHash(), checks.features(known.value()), image.imageHash(), features);
  }

  /**
   * A label that came inside an image has the image's hash, as its features have; any other label
   * is about whatever has its id.
   */
  private static boolean isAbout(Waiting label, Waiting image) {
    return label.imageHash().isEmpty() || label.imageHash().equals(image.imageHash());
  }

  private void label(Record<byte[], byte[]> record, Origin origin) throws RejectedRecordException {
    byte[] id = record.key();
    Label label = checks.label(record.value());
    Waiting waiting = waiting(Kept.LABELS, record, origin);
    Optional<Waiting> image = stores.features(id);
    if (image.isPresent() && !isAbout(waiting, image.get())) {
      await(id, waiting, label); // for its own image, which comes yet
      return;
    }
    Optional<Joined> joined = stores.joined(id);
    if (joined.isPresent() && !joined.get().isCorrectedBy(label.getLabel())) {
      parts.meters().duplicate(Side.LABELS);
      if (image.isPresent() && joined.get().label() != Joined.UNKNOWN) {
        Joined repeated = mark(joined.get().expiresAt(), joined, label, waiting);
        stores.correct(id, image.get(), joined.get(), repeated);
      }
      return;
    }
    if (image.isEmpty()) {
      await(id, waiting, label);
      return;
    }
    Draft example =
        example(
            id,
            checks.features(image.get().value()),
            label,
            joined,
            TraceHeaders.ofParent(image.get().traceparent()));
    Joined mark = mark(expiryOf(Kept.JOINED), joined, label, waiting);
    if (joined.isPresent()) {
      stores.correct(id, image.get(), joined.get(), mark);
      parts.meters().corrected(JoinMeters.TRAINED);
    } else {
      stores.join(id, image.get(), mark);
    }
    output().send(example);
  }

  /** Keeps a label until its image comes, in place of an older one that says something else. */
  private void await(byte[] id, Waiting waiting, Label label) throws RejectedRecordException {
    Optional<Waiting> before = stores.label(id);
    if (before.isPresent() && checks.label(before.get().value()).getLabel() == label.getLabel()) {
      parts.meters().duplicate(Side.LABELS);
      return;
    }
    if (before.isPresent()) {
      stores.takeLabel(id, before.get());
      parts.meters().corrected(JoinMeters.WAITING);
    }
    stores.keepLabel(id, waiting);
  }

  private Waiting waiting(Kept kind, Record<byte[], byte[]> record, Origin origin)
      throws RejectedRecordException {
    output()
        .checkStored(
            JoinStores.nameOf(kind),
            RecordSize.of(record.key(), record.value(), null) + WAITING_BYTES);
    return new Waiting(
        expiryOf(kind),
        origin.partition(),
        origin.offset(),
        parts.tracing().parentIn(record.headers()),
        ImageHash.in(record.headers()),
        record.value());
  }

  /**
   * @param before what the image was joined with before
   * @param waiting the record of {@code label}
   */
  private static Joined mark(
      long expiresAt, Optional<Joined> before, Label label, Waiting waiting) {
    int newest = label.getLabel();
    if (before.isEmpty()) {
      return new Joined(expiresAt, newest, 0);
    }
    Joined mark = before.get();
    int revision = mark.revision() + (mark.label() == newest ? 0 : 1);
    return waiting.imageHash().isEmpty()
        ? new Joined(expiresAt, newest, revision, mark.label(), label.getEventTime().toEpochMilli())
        : new Joined(expiresAt, newest, revision);
  }

  private long expiryOf(Kept kind) {
    return time.at(context().currentSystemTimeMs()) + parts.retention().of(kind).toMillis();
  }

  @Override
  protected void reject(
      Record<byte[], byte[]> record, RecordMetadata place, RejectedRecordException cause) {
    Side side = sideOf(place);
    deadLetter(
        side,
        record,
        originOf(record, place)
            .letter(cause.slug(), cause.getMessage(), parts.names().of(side.topic())));
  }

  private static Side sideOf(RecordMetadata place) {
    return JoinTopology.isByImage(place.topic(), Side.LABELS) ? Side.LABELS : Side.FEATURES;
  }

  private static Origin originOf(Record<byte[], byte[]> record, RecordMetadata place) {
    return JoinTopology.isByImage(place.topic(), sideOf(place))
        ? Origin.of(record.headers())
        : Origin.of(place);
  }

  /**
   * @param before what the image was joined with before
   * @param origin headers of the features' record, as far as they are known
   */
  private Draft example(
      byte[] id, MaskedFeatures features, Label label, Optional<Joined> before, Headers origin)
      throws RejectedRecordException {
    Span span = parts.tracing().begin("join label", origin);
    TrainingExample example =
        TrainingExample.newBuilder()
            .setKind(ExampleKind.EXAMPLE)
            .setImageId(ImageId.of(id))
            .setFeatures(features.getFeatures())
            .setLabel(label.getLabel())
            .setServed(features.getServed())
            .setDegraded(features.getDegraded())
            .setConvVersion(features.getConvVersion())
            .setModelVersion(features.getModelVersion())
            .setModelRelease(features.getModelRelease())
            .setEventTime(features.getEventTime())
            .setLabelTime(label.getEventTime())
            .setRevision(before.map(joined -> joined.revision() + 1).orElse(0))
            .setPreviousLabel(before.map(Joined::label).orElse(null))
            .build();
    span.end();
    return output()
        .draft(
            Topics.TRAINING_EXAMPLES,
            parts.model().getBytes(StandardCharsets.UTF_8),
            example,
            new RecordHeaders(parts.tracing().carry(span)));
  }

  private void sweep(long now) {
    time.mark(now);
    if (catchUp.isDone(now)) {
      stores.expire(time.at(now), LET_GO_AT_ONCE, kept -> letGo(kept, JoinMeters.EXPIRED));
    }
    makeRoom();
  }

  private void makeRoom() {
    stores.makeRoom(LET_GO_AT_ONCE, kept -> letGo(kept, JoinMeters.BYTES));
  }

  private void letGo(Expiry kept, String cause) {
    parts.meters().letGo(kept.kind(), cause);
    if (kept.kind() == Kept.LABELS) {
      stores.label(kept.id()).ifPresent(label -> unknownImage(kept.id(), label, cause));
    }
  }

  private void unknownImage(byte[] id, Waiting label, String cause) {
    String until =
        cause.equals(JoinMeters.BYTES)
            ? "while the join had room for its label (trainer.join.max.mib)"
            : "within " + parts.retention().labels();
    deadLetter(
        Side.LABELS,
        new Record<>(id, label.value(), context().currentSystemTimeMs()),
        new Origin(label.partition(), label.offset())
            .letter(
                "unknown-image",
                ("No image of this id came %s, or it came earlier and was let go before the label"
                        + " (trainer.join.retention.features, trainer.join.max.mib). Send the image,"
                        + " then the label again.")
                    .formatted(until),
                parts.names().of(Topics.LABELS)));
  }

  private void deadLetter(Side side, Record<byte[], byte[]> record, DeadLetter letter) {
    output()
        .deadLetter(
            side.topic(),
            letter,
            record.withHeaders(Origin.removeFrom(record.headers())),
            parts.names().deadLettersOf(side.topic()));
  }

  @Override
  public void close() {
    if (stores != null) {
      stores.close();
    }
  }
}
