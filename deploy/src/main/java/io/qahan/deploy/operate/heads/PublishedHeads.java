package io.qahan.deploy.operate.heads;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.TopicScan;
import io.qahan.deploy.operate.release.ReleaseLog;
import io.qahan.deploy.operate.training.TrainedState;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The sound heads of one model that the topic still has, oldest first: a row for each, and the
 * weights of those that are wanted. Version 0, untrained, is known to everyone and never published.
 *
 * <p>Live is what ingest takes up: the highest version, whatever came after it, of those that the
 * trainer's state does not contradict, and only of the model version that was released, if one was.
 */
final class PublishedHeads {
  private final String model;
  private final Optional<String> served;
  private final Optional<Head> trained;
  private final List<HeadRow> rows = new ArrayList<>();
  private final Map<Long, Head> wanted = new HashMap<>();
  private Head live;
  private int place; // of the live one among the rows
  private int unsound;
  private final List<HeadRow> foreign = new ArrayList<>();

  /**
   * None yet.
   *
   * @param served the model version that was released last; empty if settings describe the model
   * @param trained the live head as the trainer's newest state has it; empty without a state
   */
  PublishedHeads(String model, Optional<String> served, Optional<Head> trained) {
    this.trained = trained;
    this.model = model;
    this.served = served;
  }

  /**
   * Reads the topic.
   *
   * @param versions whose weights are kept, besides those of the live one
   */
  static PublishedHeads read(Brokers brokers, Set<Long> versions) {
    String model = brokers.settings().get(CommonSettings.MODEL);
    Optional<String> served = ReleaseLog.servedVersion(brokers, model);
    byte[] key = model.getBytes(StandardCharsets.UTF_8);
    try (Consumer<byte[], byte[]> consumer = brokers.reader()) {
      PublishedHeads heads = new PublishedHeads(model, served, trained(brokers, consumer));
      Codec<FcHead> codec = brokers.codecs().of(Topics.FC_HEADS);
      TopicScan.all(
          consumer,
          brokers.names().of(Topics.FC_HEADS),
          record -> {
            if (Arrays.equals(key, record.key()) && record.value() != null) {
              heads.add(record, codec, versions);
            }
          });
      if (!heads.foreign.isEmpty()) { // some may have been published meanwhile
        trained(brokers, consumer).ifPresent(heads::clear);
      }
      return heads;
    }
  }

  private static Optional<Head> trained(Brokers brokers, Consumer<byte[], byte[]> consumer) {
    return TrainedState.newest(brokers, consumer)
        .map(
            state -> {
              try {
                return Head.of(state.getLive());
              } catch (HeadRefusedException e) {
                throw new IllegalStateException("the head of a sound state is sound", e);
              }
            });
  }

  private void add(ConsumerRecord<byte[], byte[]> record, Codec<FcHead> codec, Set<Long> versions) {
    try {
      add(Head.of(codec.decode(record.value())), versions);
    } catch (UndecodableRecordException | HeadRefusedException e) {
      unsound++; // ingest dead-letters it
    }
  }

  /** The next one in the topic. */
  void add(Head head, Set<Long> versions) {
    boolean serves =
        served.map(version -> head.shape().takes(head.shape().of(version))).orElse(true);
    if (trained.filter(head::isForeignTo).isPresent()) {
      foreign.add(HeadRow.of(head, false));
    } else if (serves && (live == null || head.version() > live.version())) {
      live = head;
      place = rows.size();
    }
    rows.add(HeadRow.of(head, false));
    if (versions.contains(head.version())) {
      wanted.put(head.version(), head);
    }
  }

  /** The head that is served, unless none was published yet. */
  Optional<Head> live() {
    return Optional.ofNullable(live);
  }

  /** All, with the live one marked. */
  List<HeadRow> rows() {
    List<HeadRow> marked = new ArrayList<>(rows);
    if (live != null) {
      marked.set(place, marked.get(place).asLive());
    }
    return marked;
  }

  /** Clears those that the trainer has written after all. */
  void clear(Head now) {
    foreign.removeIf(
        row ->
            row.version() < now.version()
                || (row.version() == now.version() && row.sha256().equals(now.sha256())));
  }

  /** Sound heads that somebody else than the trainer has written: ingest refuses them. */
  List<Long> foreign() {
    return foreign.stream().map(HeadRow::version).toList();
  }

  /** How many records of the model are no sound heads. */
  int unsound() {
    return unsound;
  }

  /**
   * A head that was wanted when the topic was read, or the untrained one.
   *
   * @throws CommandFailedException if it is not kept; lists what is
   */
  Head get(long version) {
    Head head = wanted.get(version);
    if (head != null) {
      return head;
    }
    if (version == 0 && live != null) {
      return Head.untrained(live.shape());
    }
    throw new CommandFailedException(
        String.format(
            Locale.ROOT,
            "No sound head of version [%d] of model [%s] is kept. There %s",
            version,
            model,
            rows.isEmpty()
                ? "is none yet; is the model's name (-D model=NAME) right?"
                : "are: " + VersionRanges.text(rows.stream().map(HeadRow::version).toList())));
  }
}
