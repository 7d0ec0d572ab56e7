package io.qahan.ingest.stream;

import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.release.ModelReleases;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.position.PositionedProcessor;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Dead-letters releases that can never serve. Who puts the others into service reads the topic by
 * itself ({@code ModelFollower}); that a file cannot be fetched is said there.
 */
final class ModelAudit extends PositionedProcessor {
  private final TopologyParts parts;
  private final ReleasedFiles files;

  ModelAudit(TopologyParts parts) {
    super(IngestTopology.MODEL_AUDIT, parts.places(), parts::outputOf);
    this.parts = parts;
    this.files = parts.files();
  }

  @Override
  protected Set<String> topics(String application) {
    return IngestTopology.sources(parts.names()).get(IngestTopology.MODEL_AUDIT);
  }

  @Override
  protected void accept(Record<byte[], byte[]> record, RecordMetadata place)
      throws RejectedRecordException {
    if (record.value() == null) {
      return; // a tombstone: someone removed a model on purpose
    }
    idOf(record);
    try {
      ModelRelease release =
          ModelReleases.read(parts.codecs().of(Topics.MODELS), record.key(), record.value());
      if (release.getFile() != null) {
        var unused = files.load(ModelReleases.modelOf(record.key()), release);
      }
    } catch (UndecodableRecordException e) {
      throw new RejectedRecordException("decode", "undecodable", e.getMessage(), e);
    } catch (MalformedModelException e) {
      throw new RejectedRecordException("release", "bad-model", e.getMessage(), e);
    }
  }

  @Override
  protected void reject(
      Record<byte[], byte[]> record, RecordMetadata place, RejectedRecordException cause) {
    output().deadLetter(Topics.MODELS, record, cause);
  }
}
