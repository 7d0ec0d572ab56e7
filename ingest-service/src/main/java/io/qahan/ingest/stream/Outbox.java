package io.qahan.ingest.stream;

import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Sends records to the sinks of a topology, which are named as their topics. One task's own. */
final class Outbox {
  private final ProcessorContext<byte[], byte[]> context;
  private final TopicNames names;
  private final Codecs codecs;
  private final IngestMeters meters;

  Outbox(
      ProcessorContext<byte[], byte[]> context,
      TopicNames names,
      Codecs codecs,
      IngestMeters meters) {
    this.context = context;
    this.names = names;
    this.codecs = codecs;
    this.meters = meters;
  }

  <T extends SpecificRecord> void send(Topic<T> topic, String id, T value, Headers headers) {
    context.forward(
        new Record<>(
            id.getBytes(StandardCharsets.UTF_8),
            codecs.of(topic).encode(value),
            context.currentSystemTimeMs(),
            headers),
        names.of(topic));
  }

  /** Sends the original bytes to the topic's dead letters, with the cause, and counts them. */
  void deadLetter(Topic<?> topic, Record<byte[], byte[]> record, RejectedRecordException cause) {
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    DeadLetter letter =
        new DeadLetter(
            cause.stage(),
            cause.slug(),
            cause.getMessage(),
            origin.topic(),
            origin.partition(),
            origin.offset());
    context.forward(
        new Record<>(
            record.key(),
            record.value(),
            context.currentSystemTimeMs(),
            letter.addTo(record.headers())),
        names.deadLettersOf(topic));
    meters.deadLetter(topic, cause.slug());
  }
}
