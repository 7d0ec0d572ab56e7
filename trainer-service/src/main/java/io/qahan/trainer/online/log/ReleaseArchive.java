package io.qahan.trainer.online.log;

import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ModelReleases;
import io.qahan.ingest.release.ModelUnavailableException;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.Topics;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The releases of one model that the cluster keeps, as they are when it is asked. Used by one
 * thread.
 */
public final class ReleaseArchive {
  private final LogScan scan;
  private final ModelTopics topics;
  private final ReleasedFiles files;
  private final Set<Long> numbers = new HashSet<>(); // what the topic had when it was last read
  private long readTo = -1; // where it ended then

  public ReleaseArchive(LogScan scan, ModelTopics topics, ReleasedFiles files) {
    this.scan = scan;
    this.topics = topics;
    this.files = files;
  }

  /**
   * The model of a release, if the cluster has a sound record of it. For a number that it does not
   * have the topic is read once, until something is added to it: forged ones may come by the
   * thousand.
   *
   * @throws MalformedModelException if its file cannot be used
   * @throws ModelUnavailableException if its file cannot be fetched now
   */
  public Optional<StoredModel> find(long release) {
    TopicPartition partition = topics.partitionOf(Topics.MODELS);
    long end = scan.bounds(partition).end();
    if (end == readTo && !numbers.contains(release)) {
      return Optional.empty();
    }
    ModelRelease[] found = new ModelRelease[1];
    numbers.clear();
    readTo = -1; // until it was read to that end
    scan.all(
        partition,
        topics.key(),
        record ->
            sound(record)
                .ifPresent(
                    read -> {
                      numbers.add(read.getRelease());
                      found[0] = read.getRelease() == release ? read : found[0];
                    }));
    readTo = end;
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
