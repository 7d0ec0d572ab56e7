package io.qahan.trainer.join;

import io.opentelemetry.api.trace.Span;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.position.PositionedProcessor;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.RecordSize;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Joins each image's features with its label, whichever comes first, at most once an image, into
 * the training log. What waits in vain is given up: features are dropped, a label becomes a dead
 * letter, because someone meant it for an image that we never saw.
 */
final class LabelJoin extends PositionedProcessor {
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final int SWEPT_AT_ONCE = 10_000;

  /** What a record that waits has beside its key and value: times, its place, its trace. */
  private static final int WAITING_BYTES = 512;

  private final JoinParts parts;
  private final RecordChecks checks;
  private JoinStores stores;
  private CatchUp catchUp;
  private JoinTime time;
  private final Map<Side, Long> waiting = new EnumMap<>(Side.class);

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
    stores = new JoinStores(context);
    long now = context.currentSystemTimeMs();
    catchUp = new CatchUp(now);
    time = new JoinTime(stores, now, parts.wall().millis());
    for (Side side : Side.values()) {
      count(side, stores.count(side));
    }
    context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, this::sweep);
  }

  @Override
  protected void accept(Record<byte[], byte[]> record, RecordMetadata place)
      throws RejectedRecordException {
    catchUp.read(context().currentSystemTimeMs());
    Side side = sideOf(place);
    Origin origin = originOf(record, place);
    idOf(record);
    if (side == Side.FEATURES) {
      MaskedFeatures features = checks.features(record.value());
      Waiting label = meet(side, record, origin);
      if (label != null) {
        join(record, features, checks.label(label.value()), record.headers());
      }
    } else {
      Label label = checks.label(record.value());
      Waiting features = meet(side, record, origin);
      if (features != null) {
        join(
            record,
            checks.features(features.value()),
            label,
            TraceHeaders.ofParent(features.traceparent()));
      }
    }
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

  /** The other half, taken out; null if there is none yet, or none wanted any more. */
  private Waiting meet(Side side, Record<byte[], byte[]> record, Origin origin)
      throws RejectedRecordException {
    byte[] id = record.key();
    if (stores.isJoined(id) || stores.isWaiting(side, id)) {
      parts.meters().duplicate(side);
      return null;
    }
    output()
        .checkStored(
            JoinStores.nameOf(side), RecordSize.of(id, record.value(), null) + WAITING_BYTES);
    Side other = side == Side.FEATURES ? Side.LABELS : Side.FEATURES;
    Waiting half = stores.take(other, id);
    if (half != null) {
      count(other, -1);
      stores.joined(id, now() + parts.retention().joined().toMillis());
      return half;
    }
    long expiresAt = now() + parts.retention().of(side).toMillis();
    stores.wait(
        side,
        id,
        new Waiting(
            expiresAt,
            origin.partition(),
            origin.offset(),
            parts.tracing().parentIn(record.headers()),
            record.value()));
    count(side, 1);
    return null;
  }

  /**
   * @param origin headers of the features' record, as far as they are known
   */
  private void join(
      Record<byte[], byte[]> record, MaskedFeatures features, Label label, Headers origin)
      throws RejectedRecordException {
    Span span = parts.tracing().begin("join label", origin);
    TrainingExample example =
        TrainingExample.newBuilder()
            .setKind(ExampleKind.EXAMPLE)
            .setImageId(ImageId.of(record.key()))
            .setFeatures(features.getFeatures())
            .setLabel(label.getLabel())
            .setServed(features.getServed())
            .setDegraded(features.getDegraded())
            .setConvVersion(features.getConvVersion())
            .setModelVersion(features.getModelVersion())
            .setModelRelease(features.getModelRelease())
            .setEventTime(features.getEventTime())
            .setLabelTime(label.getEventTime())
            .build();
    span.end();
    output()
        .send(
            output()
                .draft(
                    Topics.TRAINING_EXAMPLES,
                    parts.model().getBytes(StandardCharsets.UTF_8),
                    example,
                    new RecordHeaders(parts.tracing().carry(span))));
  }

  private long now() {
    return time.at(context().currentSystemTimeMs());
  }

  private void sweep(long now) {
    time.mark(now);
    if (catchUp.isDone(now)) {
      stores.expired(time.at(now), SWEPT_AT_ONCE, expiry -> giveUp(expiry, now));
    }
  }

  private void giveUp(Expiry expiry, long now) {
    switch (expiry.kind()) {
      case JOINED -> stores.forget(expiry.id());
      case FEATURES -> expired(Side.FEATURES, expiry.id());
      case LABELS -> unknownImage(expiry.id(), expired(Side.LABELS, expiry.id()), now);
    }
  }

  private Waiting expired(Side side, byte[] id) {
    count(side, -1);
    parts.meters().expired(side);
    return stores.take(side, id);
  }

  private void unknownImage(byte[] id, Waiting label, long now) {
    deadLetter(
        Side.LABELS,
        new Record<>(id, label.value(), now),
        new Origin(label.partition(), label.offset())
            .letter(
                "unknown-image",
                "No image of this id came within %s; send the image, then the label again."
                    .formatted(parts.retention().labels()),
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

  private void count(Side side, long change) {
    waiting.merge(side, change, Long::sum);
    parts.meters().waiting(side, change);
  }

  @Override
  public void close() {
    for (Side side : Side.values()) {
      count(side, -waiting.getOrDefault(side, 0L));
    }
  }
}
