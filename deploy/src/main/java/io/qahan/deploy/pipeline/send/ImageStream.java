package io.qahan.deploy.pipeline.send;

import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * Sends images at a rate, and their labels when they are due or a moment later, until all are sent.
 * An image's event time is the moment at which it was due, so that a sender that falls behind
 * counts as delay. For one thread.
 */
public final class ImageStream {
  private static final long PAUSE_NANOS = 1_000_000;

  /** Labels are late anyway: those of so long go together, and are fewer requests so. */
  private static final Duration LABELS_APART = Duration.ofMillis(50);

  private static final String SOURCE = "qahan send";

  private record DueLabel(Instant due, String id, int label) {}

  private final ShuffledImages images;
  private final StreamPlan plan;
  private final ImageIds ids;
  private final RecordSender sender;
  private final StreamClock clock;
  private final StreamListener listener;
  private final String imageTopic;
  private final String labelTopic;
  private final Codec<Image> imageCodec;
  private final Codec<Label> labelCodec;
  private final CorruptImages corrupt;
  private final Deque<DueLabel> dueLabels = new ArrayDeque<>();
  private Instant labelsAt = Instant.MIN; // when it last looked for those that are due

  /** Where to and how, apart from the plan. */
  public record Route(Codecs codecs, TopicNames names, RecordSender sender, StreamClock clock) {}

  public ImageStream(
      ShuffledImages images,
      ImageShape shape,
      StreamPlan plan,
      ImageIds ids,
      Route route,
      StreamListener listener) {
    this.images = images;
    this.plan = plan;
    this.ids = ids;
    this.sender = route.sender();
    this.clock = route.clock();
    this.listener = listener;
    this.imageTopic = route.names().of(Topics.IMAGES);
    this.labelTopic = route.names().of(Topics.LABELS);
    this.imageCodec = route.codecs().of(Topics.IMAGES);
    this.labelCodec = route.codecs().of(Topics.LABELS);
    this.corrupt = new CorruptImages(imageCodec, shape, ids.run().hashCode());
  }

  /**
   * Sends everything and waits until it is in Kafka.
   *
   * @param mayProceed asked before each image; while false, images wait and labels go on
   * @throws io.qahan.deploy.cli.CommandFailedException if a record cannot be sent
   */
  public void run(BooleanSupplier mayProceed) throws InterruptedException {
    Instant began = clock.now();
    int position = 0;
    while (position < plan.total() || !dueLabels.isEmpty()) {
      Instant now = clock.now();
      sendLabelsDue(now);
      Instant due = began.plusNanos(plan.dueNanos(position));
      if (position < plan.total() && !due.isAfter(now) && mayProceed.getAsBoolean()) {
        sendRecord(position++, plan.imagesPerSecond() == 0 ? now : due);
      } else if (position < plan.total() || !dueLabels.isEmpty()) {
        Duration wait = position < plan.total() ? Duration.between(now, due) : LABELS_APART;
        clock.sleep(Math.max(PAUSE_NANOS, Math.min(wait.toNanos(), LABELS_APART.toNanos())));
      }
    }
    sender.flush();
  }

  private void sendRecord(int position, Instant eventTime) {
    int corruptBefore = plan.corruptAmong(position);
    if (plan.corruptAmong(position + 1) > corruptBefore) {
      listener.sendingCorrupt(corruptBefore);
      sender.sendImage(
          imageTopic,
          ids.corrupt(corruptBefore),
          corrupt.get(corruptBefore, clock.written(eventTime)));
    } else {
      sendImage(position - corruptBefore, eventTime);
    }
  }

  private void sendImage(int index, Instant eventTime) {
    LabelledImage image = images.get(index);
    String id = ids.image(index);
    EncodedImage sent = sendable(image.image());
    Image record =
        new Image(
            sent.encoding(),
            ByteBuffer.wrap(sent.content()),
            sent.rawShape(),
            image.id(),
            clock.written(eventTime),
            plan.labels() instanceof LabelTiming.Now ? image.label() : null);
    listener.sendingImage(index, image.label());
    sender.sendImage(imageTopic, id, imageCodec.encode(record));
    if (plan.labels() instanceof LabelTiming.After after) {
      dueLabels.add(new DueLabel(dueAfter(eventTime, after.delay()), id, image.label()));
    }
  }

  /** What cannot be decoded goes as it is: ingest says why in its dead letter. */
  private static EncodedImage sendable(EncodedImage image) {
    try {
      return ImageDecoder.portable(image, ImageLimits.DEFAULT);
    } catch (UndecodableImageException e) {
      return EncodedImage.png(image.content());
    }
  }

  private void sendLabelsDue(Instant now) {
    if (now.isBefore(labelsAt.plus(LABELS_APART))) {
      return;
    }
    labelsAt = now;
    while (!dueLabels.isEmpty() && !dueLabels.peek().due().isAfter(now)) {
      DueLabel due = dueLabels.remove();
      listener.sendingLabel();
      sender.send(
          labelTopic,
          due.id(),
          labelCodec.encode(new Label(due.label(), SOURCE, clock.written(due.due()))));
    }
  }

  private static Instant dueAfter(Instant eventTime, Duration delay) {
    return eventTime.plus(delay);
  }
}
