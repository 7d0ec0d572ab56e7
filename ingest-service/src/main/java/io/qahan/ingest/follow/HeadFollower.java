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
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers every head of one model to the version that it belongs to, which takes up what is sound
 * and newer. A head that must not serve is counted and logged, the last good one stays; its dead
 * letter is the topology's business ({@code HeadAudit}). Used by one thread.
 */
public final class HeadFollower implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private static final Logger log = LoggerFactory.getLogger(HeadFollower.class);

  private final byte[] model;
  private final Codec<FcHead> codec;
  private final ServingModels models;
  private final IngestMeters meters;
  private final Consumer<Head> listener;
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
    this.model = model.getBytes(StandardCharsets.UTF_8);
    this.codec = codec;
    this.models = models;
    this.meters = meters;
    this.listener = listener;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || !Arrays.equals(record.key(), model)) {
      return;
    }
    try {
      if (models.offer(codec.decode(record.value()))) {
        Head head = models.head();
        fault = Optional.empty();
        log.info("Head {} serves now", head.version());
        listener.accept(head);
      }
    } catch (HeadRefusedException e) {
      if (e.fault() == HeadFault.WRONG_CONV_VERSION || e.fault() == HeadFault.WRONG_SHAPE) {
        misfit = Optional.of(e.getMessage());
      }
      refused(record, e.fault().slug(), e.getMessage());
    } catch (UndecodableRecordException e) {
      refused(record, "undecodable", e.getMessage());
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
