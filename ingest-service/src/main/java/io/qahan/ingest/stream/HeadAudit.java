package io.qahan.ingest.stream;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.LiveHead;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.position.PositionStore;
import io.qahan.schemas.streams.TaskOutput;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends heads that must not serve to the dead letters, once each: every instance follows the heads
 * for itself and refuses the same ones, but only one instance holds this task.
 */
final class HeadAudit implements Processor<byte[], byte[], byte[], byte[]> {
  private final TopologyParts parts;
  private final byte[] model;
  private final Head untrained;
  private TaskOutput output;
  private ProcessorContext<byte[], byte[]> context;
  private PositionStore positions;

  HeadAudit(TopologyParts parts, String model) {
    this.parts = parts;
    this.model = model.getBytes(StandardCharsets.UTF_8);
    this.untrained = Head.untrained(parts.model().headShape());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    output = parts.outputOf(context);
    positions =
        new PositionStore(
            context,
            IngestTopology.HEAD_AUDIT,
            parts.places(),
            IngestTopology.sources(parts.names()).get(IngestTopology.HEAD_AUDIT));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    positions.read(context.recordMetadata().orElseThrow());
    if (record.value() == null) {
      return; // a tombstone: someone removed a model's head on purpose
    }
    try {
      RejectedRecordException.ifOversize(record.headers());
      ImageId.of(record.key()); // a model name follows the same rules as an image id
      FcHead head = parts.codecs().of(Topics.FC_HEADS).decodeAt("decode", record.value());
      if (Arrays.equals(record.key(), model)) { // other models are for other ingests to judge
        new LiveHead(untrained).offer(head);
      }
    } catch (HeadRefusedException e) {
      reject(record, new RejectedRecordException("head", e.fault().slug(), e.getMessage(), e));
    } catch (RejectedRecordException e) {
      reject(record, e);
    }
  }

  private void reject(Record<byte[], byte[]> record, RejectedRecordException cause) {
    output.deadLetter(Topics.FC_HEADS, record, cause);
  }
}
