package io.qahan.trainer.online.log;

import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ModelReleases;
import io.qahan.ingest.release.ModelUnavailableException;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.Topics;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The releases of one model that the cluster keeps, as they are when it is asked. */
public final class ReleaseArchive {
  private final LogScan scan;
  private final ModelTopics topics;
  private final ReleasedFiles files;

  public ReleaseArchive(LogScan scan, ModelTopics topics, ReleasedFiles files) {
    this.scan = scan;
    this.topics = topics;
    this.files = files;
  }

  /**
   * The model of a release, if the cluster has a sound record of it.
   *
   * @throws MalformedModelException if its file cannot be used
   * @throws ModelUnavailableException if its file cannot be fetched now
   */
  public Optional<StoredModel> find(long release) {
    ModelRelease[] found = new ModelRelease[1];
    scan.all(
        topics.partitionOf(Topics.MODELS),
        topics.key(),
        record ->
            sound(record)
                .filter(read -> read.getRelease() == release)
                .ifPresent(read -> found[0] = read));
    return Optional.ofNullable(found[0]).map(read -> files.load(topics.model(), read));
  }

  /** How many classes the release with the most has; 0 without one. */
  public int mostClasses() {
    int[] most = new int[1];
    scan.all(
        topics.partitionOf(Topics.MODELS),
        topics.key(),
        record -> sound(record).ifPresent(read -> most[0] = Math.max(most[0], read.getClasses())));
    return most[0];
  }

  private Optional<ModelRelease> sound(ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null
          ? Optional.empty()
          : Optional.of(
              ModelReleases.read(topics.codecOf(Topics.MODELS), record.key(), record.value()));
    } catch (UndecodableRecordException | MalformedModelException e) {
      return Optional.empty(); // ingest says so
    }
  }
}
