package io.qahan.ingest.follow;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadFault;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers every head of one model to the version that it belongs to, which takes up what is sound
 * and newer.
 *
 * <p>Who trains decides: a head serves only if it is the one that the trainer's newest state names
 * as live, or older, on the way there. Both are committed together, and no other service writes
 * states. A head that the trainer does not know is refused however sound it is, and if one of those
 * served already, the trainer's takes its place. Where nobody trains the model there is no state,
 * and the newest head serves.
 *
 * <p>A head that must not serve is counted and logged, the last good one stays; the dead letter of
 * what is not sound is the topology's business ({@code HeadAudit}). Used by one thread.
 */
public final class HeadFollower implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private static final Logger log = LoggerFactory.getLogger(HeadFollower.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final byte[] model;
  private final Codec<FcHead> codec;
  private final ServingModels models;
  private final IngestMeters meters;
  private final Consumer<Head> listener;
  private final Duration patience;
  private volatile Supplier<Optional<Head>> trainer = Optional::empty;
  private Optional<Head> trained = Optional.empty();
  private long waitedAt = -1; // the trainer's version that was waited for in vain
  private long newest = -1;
  private volatile Optional<String> misfit = Optional.empty();
  private volatile Optional<String> fault = Optional.empty();

  /**
   * A follower of one model's heads.
   *
   * @param listener is told of each head that comes into service
   */
  public HeadFollower(
      String model,
      Codec<FcHead> codec,
      ServingModels models,
      IngestMeters meters,
      Consumer<Head> listener) {
    this(model, codec, models, meters, listener, PATIENCE);
  }

  /**
   * The same.
   *
   * @param patience how long the state that belongs to a head may be committed later than the head
   *     is seen
   */
  HeadFollower(
      String model,
      Codec<FcHead> codec,
      ServingModels models,
      IngestMeters meters,
      Consumer<Head> listener,
      Duration patience) {
    this.patience = patience;
    this.model = model.getBytes(StandardCharsets.UTF_8);
    this.codec = codec;
    this.models = models;
    this.meters = meters;
    this.listener = listener;
  }

  /**
   * Lets a trainer decide from here on.
   *
   * @param trainer the head that its newest state names as live; empty if there is no state. May
   *     throw Kafka's exceptions
   */
  public void heed(Supplier<Optional<Head>> trainer) {
    this.trainer = trainer;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || !Arrays.equals(record.key(), model)) {
      return;
    }
    try {
      take(Head.of(codec.decode(record.value())));
    } catch (HeadRefusedException e) {
      if (e.fault() == HeadFault.WRONG_CONV_VERSION || e.fault() == HeadFault.WRONG_SHAPE) {
        misfit = Optional.of(e.getMessage());
      }
      refused(record, e.fault().slug(), e.getMessage());
    } catch (UndecodableRecordException e) {
      refused(record, "undecodable", e.getMessage());
    }
  }

  private void take(Head head) throws HeadRefusedException {
    if (!isKnown(head)) {
      ask(head.version());
    }
    if (trained.isEmpty()) {
      served(models.offer(head));
      return;
    }
    Head live = trained.get();
    if (head.isForeignTo(live)) {
      served(models.restore(live)); // its record may have been compacted away behind the other one
      throw new HeadRefusedException(
          HeadFault.NOT_THE_TRAINERS,
          String.format(
              Locale.ROOT,
              "head [%d] (%s) was not written by the trainer, whose live head is [%d] (%s); see who"
                  + " may write to the topic",
              head.version(),
              head.sha256().substring(0, 8),
              live.version(),
              live.sha256().substring(0, 8)));
    }
    boolean isLive = head.isSameAs(live);
    if (isLive || head.version() > newest) {
      newest = head.version();
      served(isLive ? models.restore(head) : models.offer(head));
    }
  }

  /** Whether it is the live head as far as that was asked, or one on the way there. */
  private boolean isKnown(Head head) {
    return trained
        .filter(
            live ->
                head.isSameAs(live)
                    || (head.version() > newest && head.version() <= live.version()))
        .isPresent();
  }

  /**
   * Asks the trainer. The marker that commits its state may be written a moment after that of the
   * head: both are of one transaction, and the next one begins only when both are there, so only a
   * child of the live head is worth waiting for, and for each live head once.
   */
  private void ask(long version) {
    trained = trainer.get();
    long until = System.nanoTime() + patience.toNanos();
    while (isAwaited(version) && System.nanoTime() < until) {
      LockSupport.parkNanos(PAUSE.toNanos());
      trained = trainer.get();
    }
    if (isAwaited(version)) {
      waitedAt = version - 1;
    }
  }

  private boolean isAwaited(long version) {
    return waitedAt != version - 1
        && trained.filter(live -> live.version() == version - 1).isPresent();
  }

  private void served(boolean anew) {
    if (anew) {
      Head head = models.head();
      fault = Optional.empty();
      log.info("Head {} serves now", head.version());
      listener.accept(head);
    }
  }

  /**
   * Says, once the topic was read, why no published head can serve: all of them are of another conv
   * stack or other classes. An ingest that went on all the same would answer with its first head
   * for good, and no label would ever lead to a better one.
   */
  public Optional<String> ofOthers() {
    return models.head().version() > 0 || models.current().release() > 0
        ? Optional.empty()
        : misfit
            .or(() -> models.ofUnknown().map(head -> "head of [%s]".formatted(head.shape())))
            .map(
                fault ->
                    "The heads of model [%s] are not of what this ingest serves (%s). Serve what they are"
                            .formatted(new String(model, StandardCharsets.UTF_8), fault)
                        + " of (model.file, ingest.conv.stack, classes), or give this model a name of its"
                        + " own (model), and a topic.prefix if both are to run.");
  }

  /** Why the newest published head does not serve; empty if none was refused since one did. */
  public Optional<String> fault() {
    return fault;
  }

  private void refused(ConsumerRecord<byte[], byte[]> record, String cause, String message) {
    fault = Optional.of(message);
    meters.headRefused(cause);
    log.warn(
        "Head at {}-{}@{} refused, head {} stays: {}",
        record.topic(),
        record.partition(),
        record.offset(),
        models.head().version(),
        message);
  }
}
