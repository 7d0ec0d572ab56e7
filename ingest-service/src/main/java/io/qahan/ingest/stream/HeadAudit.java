package io.qahan.ingest.stream;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.LiveHead;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.position.PositionedProcessor;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Sends heads that must not serve to the dead letters, once each: every instance follows the heads
 * for itself and refuses the same ones, but only one instance holds this task.
 */
final class HeadAudit extends PositionedProcessor {
  private final TopologyParts parts;
  private final byte[] model;

  HeadAudit(TopologyParts parts, String model) {
    super(IngestTopology.HEAD_AUDIT, parts.places(), parts::outputOf);
    this.parts = parts;
    this.model = model.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected Set<String> topics(String application) {
    return IngestTopology.sources(parts.names()).get(IngestTopology.HEAD_AUDIT);
  }

  @Override
  protected void accept(Record<byte[], byte[]> record, RecordMetadata place)
      throws RejectedRecordException {
    if (record.value() == null) {
      return; // a tombstone: someone removed a model's head on purpose
    }
    idOf(record);
    FcHead head = parts.codecs().of(Topics.FC_HEADS).decodeAt("decode", record.value());
    if (Arrays.equals(record.key(), model)) { // other models are for other ingests to judge
      try {
        check(Head.of(head));
      } catch (HeadRefusedException e) {
        throw new RejectedRecordException("head", e.fault().slug(), e.getMessage(), e);
      }
    }
  }

  /** A head of a version that is not known here is sound or not; for the rest, who knows. */
  private void check(Head head) throws HeadRefusedException {
    String version = head.shape().modelVersion();
    ServedModel current = parts.models().current();
    Optional<ServedModel> judge =
        version.isEmpty() || current.version().isEmpty()
            ? Optional.of(current)
            : parts.models().of(version);
    if (judge.isPresent()) {
      new LiveHead(Head.untrained(judge.get().model().headShape())).offer(head);
    }
  }

  @Override
  protected void reject(
      Record<byte[], byte[]> record, RecordMetadata place, RejectedRecordException cause) {
    output().deadLetter(Topics.FC_HEADS, record, cause);
  }
}
