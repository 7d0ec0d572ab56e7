package io.qahan.deploy.operate.release;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.TopicScan;
import io.qahan.ingest.model.MalformedModelException;
import io.qahan.ingest.release.ModelReleases;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.signing.Signatures;
import io.qahan.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * The releases and candidates of one model that the cluster keeps, oldest first, as they were when
 * the topic was read. Immutable.
 */
public final class ReleaseLog {
  /** A record of the topic. */
  record Entry(ModelRelease release, boolean candidate) {}

  /** A record that is in Kafka. */
  public record Sent(ModelRelease release, boolean candidate, String topic, long offset) {}

  private final String model;
  private final List<Entry> entries;
  private final int unsound;

  ReleaseLog(String model, List<Entry> entries, int unsound) {
    this.model = model;
    this.entries = List.copyOf(entries);
    this.unsound = unsound;
  }

  /** Reads the topic. */
  static ReleaseLog read(Brokers brokers, String model) {
    List<Entry> entries = new ArrayList<>();
    int[] unsound = new int[1];
    try (Consumer<byte[], byte[]> consumer = brokers.reader()) {
      TopicScan.all(
          consumer,
          brokers.names().of(Topics.MODELS),
          record -> {
            if (record.key() != null
                && record.value() != null
                && ModelReleases.modelOf(record.key()).equals(model)) {
              entry(brokers, record).ifPresentOrElse(entries::add, () -> unsound[0]++);
            }
          });
    }
    return new ReleaseLog(model, entries, unsound[0]);
  }

  /** The model version that was released last; empty if none was. */
  public static Optional<String> servedVersion(Brokers brokers, String model) {
    return read(brokers, model).serving().map(ModelRelease::getVersion);
  }

  private static Optional<Entry> entry(Brokers brokers, ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(
          new Entry(
              ModelReleases.read(brokers.codecs().of(Topics.MODELS), record.key(), record.value()),
              ModelReleases.isCandidate(record.key())));
    } catch (UndecodableRecordException | MalformedModelException e) {
      return Optional.empty(); // ingest dead-letters it
    }
  }

  /**
   * Writes a release or a candidate, which follows from what is there. Of two commands at once the
   * later one ends the earlier.
   *
   * @param make given the newest state of the topic; empty to write nothing
   * @param besides records that are to be there if, and only if, it is
   * @throws CommandFailedException if another command was faster
   */
  static Optional<Sent> append(
      Brokers brokers,
      String model,
      boolean candidate,
      Function<ReleaseLog, Optional<ModelRelease>> make,
      Function<ModelRelease, List<ProducerRecord<byte[], byte[]>>> besides)
      throws ExecutionException, InterruptedException {
    Signatures.requireKey(brokers.settings());
    String topic = brokers.names().of(Topics.MODELS);
    try (Producer<byte[], byte[]> producer =
        brokers.transactionalProducer(Topics.MODELS.base() + "-" + model)) {
      producer.initTransactions();
      Optional<ModelRelease> made = make.apply(read(brokers, model));
      if (made.isEmpty()) {
        return Optional.empty();
      }
      ModelRelease release = made.get();
      byte[] key =
          candidate
              ? ModelReleases.candidateKey(model, release.getVersion())
              : ModelReleases.key(model);
      producer.beginTransaction();
      Future<RecordMetadata> stored =
          producer.send(
              new ProducerRecord<>(
                  topic, 0, key, brokers.codecs().of(Topics.MODELS).encode(release)));
      for (ProducerRecord<byte[], byte[]> record : besides.apply(release)) {
        var unused = producer.send(record); // what fails here fails the commit
      }
      producer.commitTransaction();
      return Optional.of(new Sent(release, candidate, topic, stored.get().offset()));
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new CommandFailedException(
          "Another command released model [%s] meanwhile. See what serves (qahan models list), then try again."
              .formatted(model),
          e);
    }
  }

  /** What serves; empty if nothing was released. */
  Optional<ModelRelease> serving() {
    return entries.stream()
        .filter(entry -> !entry.candidate())
        .map(Entry::release)
        .max(Comparator.comparingLong(ModelRelease::getRelease));
  }

  /** The number of the next release. */
  long next() {
    return serving().map(ModelRelease::getRelease).orElse(0L) + 1;
  }

  /**
   * The last record of a version.
   *
   * @param version its first digits, or the number of a release
   * @throws CommandFailedException if there is none, or it could be several
   */
  ModelRelease find(String version) {
    List<ModelRelease> found =
        entries.stream()
            .map(Entry::release)
            .filter(
                release ->
                    release.getVersion().startsWith(version)
                        || Long.toString(release.getRelease()).equals(version))
            .toList();
    long versions = found.stream().map(ModelRelease::getVersion).distinct().count();
    if (versions == 1) {
      return found.get(found.size() - 1);
    }
    throw new CommandFailedException(
        String.format(
            Locale.ROOT,
            versions == 0
                ? "Model [%s] has no release and no candidate [%s]; see qahan models list."
                : "Of model [%s], [%s] may be several versions; give more digits (qahan models list --json).",
            model,
            version));
  }

  /** As people list them, the one that serves marked. */
  List<ReleaseRow> rows() {
    long serving = next() - 1;
    return entries.stream()
        .map(
            entry ->
                ReleaseRow.of(entry, !entry.candidate() && entry.release().getRelease() == serving))
        .toList();
  }

  /**
   * As people list them where ingests refuse the newest: which of the others serves is theirs to
   * say.
   */
  List<ReleaseRow> rowsOfRefused() {
    return entries.stream().map(entry -> ReleaseRow.of(entry, false)).toList();
  }

  /** How many records of the model are no releases. */
  int unsound() {
    return unsound;
  }
}
