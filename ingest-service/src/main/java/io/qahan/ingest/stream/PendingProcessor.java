package io.qahan.ingest.stream;

import io.opentelemetry.api.trace.Span;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.deadline.CommitTimes;
import io.qahan.ingest.deadline.DeadlineFrom;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.position.PositionStore;
import io.qahan.schemas.streams.TaskOutput;
import io.qahan.schemas.topic.AnsweredRequest;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Gives every image exactly one outcome. Images and mask results of one partition meet here: an
 * image waits in the store, the first good result answers it, and at the deadline the greedy mask
 * does. Whatever is decided is in the stores when the transaction commits; nothing else is kept.
 */
final class PendingProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final TopologyParts parts;
  private final ImageIntake intake;
  private final Classifier classifier;
  private final String imagesTopic;
  private final TaskPartition taskPartition;
  private final ProcessImages process;
  private ProcessorContext<byte[], byte[]> context;
  private TaskOutput output;
  private PendingImages pending;
  private AnsweredImages answered;
  private PositionStore positions;
  private long sweptAt;
  private long sinceSweep;

  /**
   * @param taskPartition partitions the mask requests
   * @param process what the other tasks know
   */
  PendingProcessor(TopologyParts parts, TaskPartition taskPartition, ProcessImages process) {
    this.parts = parts;
    this.taskPartition = taskPartition;
    this.process = process;
    this.intake =
        new ImageIntake(
            new ImageFeatures(
                parts.codecs().of(Topics.IMAGES), parts.models(), parts.polled(), parts.nanoTime()),
            parts.tracing(),
            parts.nanoTime());
    this.classifier = new Classifier(parts.models(), parts.nanoTime());
    this.imagesTopic = parts.names().of(Topics.IMAGES);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    output = parts.outputOf(context);
    long now = context.currentSystemTimeMs();
    long wall = parts.wall().millis();
    pending = new PendingImages(context.getStateStore(PendingImages.STORE), now, wall);
    answered =
        new AnsweredImages(
            context.getStateStore(AnsweredImages.STORE),
            parts.timing().dedupeRetention(),
            now,
            wall);
    process.open(this, answered, pending.ids());
    parts.meters().taskOpened(pending);
    sweptAt = now;
    parts.quiet().busy(); // images may wait from before a restart
    context.schedule(CommitTimes.SWEEP, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    positions =
        new PositionStore(
            context,
            IngestTopology.PENDING,
            parts.places(),
            IngestTopology.sources(parts.names()).get(IngestTopology.PENDING));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    positions.read(origin);
    parts.pace().touched();
    if (origin.topic().equals(imagesTopic)) {
      image(record, origin);
    } else {
      result(record);
    }
    commitIfDue();
  }

  @Override
  public void close() {
    process.close(this);
    parts.meters().taskClosed(pending);
  }

  private void image(Record<byte[], byte[]> record, RecordMetadata origin) {
    try {
      RejectedRecordException.ifOversize(record.headers());
      String id = ImageId.of(record.key());
      long now = context.currentSystemTimeMs();
      if (pending.get(id) != null || answered.contains(id, now) || !process.take(this, id, now)) {
        parts.meters().image(IngestMeters.Outcome.DUPLICATE);
        return;
      }
      long wall = parts.wall().millis();
      long left = leftOf(record, wall);
      try {
        await(id, intake.accept(id, origin, record.value(), record.headers(), wall, left), now);
      } catch (RejectedRecordException | RuntimeException e) {
        process.release(this, id); // there may be a better copy of it on another partition
        throw e;
      }
    } catch (RejectedRecordException e) {
      parts.meters().image(IngestMeters.Outcome.DEAD_LETTER);
      output.deadLetter(Topics.IMAGES, record, e);
    }
  }

  private void await(String id, ImageIntake.Accepted image, long now)
      throws RejectedRecordException {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    List<TaskOutput.Draft> drafts = new ArrayList<>();
    if (image.request().getDeadline().isAfter(image.request().getCreatedAt())) { // else: no use
      drafts.add(output.draft(Topics.MASK_REQUESTS, key, image.request(), image.headers()));
    }
    if (image.label().isPresent() && !parts.names().sharesInputs()) { // its owner sends it on
      drafts.add(output.draft(Topics.LABELS, key, image.label().get(), image.headers()));
    }
    // Whatever becomes of it must fit too: there will be no image any more to dead-letter.
    long answer = PendingImages.answerSizeOf(id, image.pending());
    output.checkStored(PendingImages.STORE, PendingImages.sizeOf(id, image.pending()));
    output.checkLater(Topics.PREDICTIONS, answer);
    output.checkLater(Topics.MASKED_FEATURES, answer);
    pending.put(id, image.pending(), now);
    taskPartition.as( // where the answer to what it asks comes back
        context.taskId(), () -> drafts.forEach(output::send));
    parts.meters().image(IngestMeters.Outcome.ACCEPTED);
  }

  private void result(Record<byte[], byte[]> record) {
    try {
      RejectedRecordException.ifOversize(record.headers());
      String id = ImageId.of(record.key());
      MaskResult result = parts.codecs().of(Topics.MASK_RESULTS).decodeAt("decode", record.value());
      PendingImage image = pending.get(id);
      Optional<AnsweredRequest> asked = AnsweredRequest.in(record.headers());
      if (image != null && asked.map(request -> isOf(image, request)).orElse(true)) {
        SolvedMask mask = SolvedMask.of(result, image, termsOf(image));
        answer(id, image, pending.dueOf(id), mask, record.headers());
      } else {
        if (image == null && !asked.map(this::isOurs).orElse(false)) {
          checkLate(id, result, record);
        }
        parts.meters().lateResult();
      }
    } catch (RejectedRecordException e) {
      output.deadLetter(Topics.MASK_RESULTS, record, e);
    }
  }

  /** What was asked for; empty if the version that asked is not known any more. */
  private Optional<MaskTerms> termsOf(PendingImage image) {
    String version = image.getModelVersion();
    return (version.isEmpty() ? Optional.of(parts.models().current()) : parts.models().of(version))
        .map(asked -> asked.model().attention());
  }

  /** Workers read requests of transactions that are aborted later on: the image asks again then. */
  private static boolean isOf(PendingImage image, AnsweredRequest request) {
    return request.createdAt() == image.getArrivedAt();
  }

  /**
   * Whether an image of this task's partition was asked about. If it does not wait and was not
   * answered lately, then that was in a transaction that was aborted, and it is still to be read
   * again, or had another outcome then; or it was long ago.
   */
  private boolean isOurs(AnsweredRequest request) {
    return request.partition() == context.taskId().partition();
  }

  /** A result without a pending image is either late, or for an image that was never here. */
  private void checkLate(String id, MaskResult result, Record<byte[], byte[]> record)
      throws RejectedRecordException {
    if (!answered.contains(id, context.currentSystemTimeMs()) && !olderThanMemory(result, record)) {
      throw new RejectedRecordException(
          "result",
          "unknown-image",
          "no image [%s] waits for a mask or was answered within %s; check who sent the result"
              .formatted(id, parts.timing().dedupeRetention()));
    }
  }

  /** After a long outage of the workers, results come for ids that are rightly forgotten. */
  private boolean olderThanMemory(MaskResult result, Record<byte[], byte[]> record) {
    long lay = Math.max(0, parts.wall().millis() - record.timestamp()); // clocks differ
    double age = lay + result.getQueuedMillis() + result.getSolveMillis();
    return age >= parts.timing().dedupeRetention().toMillis();
  }

  private void sweep(long now) {
    sinceSweep = now - sweptAt;
    sweptAt = now;
    int before = pending.size();
    if (before > 0) {
      parts.quiet().busy(); // with their deadlines
    }
    pending.forEachDue(now + parts.commits().ahead(), this::answerByGreedy);
    if (pending.size() < before) {
      context.commit(); // by their deadline
    } else {
      commitIfDue();
    }
  }

  private void commitIfDue() {
    if (parts.pace().isDue(context.currentSystemTimeMs(), parts.polled().isPiled())) {
      context.commit(); // now, and not when the interval is over
    }
  }

  private void answerByGreedy(String id, PendingImage image, PendingImages.Due due) {
    try {
      answer(id, image, due, SolvedMask.greedyOf(image), null);
    } catch (RejectedRecordException e) { // its size was checked when it came
      throw new IllegalStateException(
          "Image [%s] cannot be answered: %s".formatted(id, e.getMessage()), e);
    }
  }

  /**
   * @param solved headers of the mask's record; null for the mask that waited with the image
   * @throws RejectedRecordException if the answer would be too large with this mask
   */
  private void answer(
      String id, PendingImage image, PendingImages.Due due, SolvedMask mask, Headers solved)
      throws RejectedRecordException {
    long now = context.currentSystemTimeMs();
    if (!process.mayAnswer(this, id, now)) {
      parts.meters().image(IngestMeters.Outcome.DUPLICATE);
      pending.remove(id);
      answered.add(id, now);
      return;
    }
    Headers stored = PendingImages.restored(image.getHeaders());
    Tracing tracing = parts.tracing();
    Span span = tracing.begin("classify image", tracing.isIn(solved) ? solved : stored);
    Classifier.Answer answer = classifier.answer(image, mask, timesOf(due, now));
    span.setAttribute("qahan.degraded", mask.degraded());
    span.end();
    Headers headers = tracing.carry(span, stored);
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    TaskOutput.Draft prediction =
        output.draft(Topics.PREDICTIONS, key, answer.prediction(), headers);
    TaskOutput.Draft features =
        output.draft(Topics.MASKED_FEATURES, key, answer.features(), headers);
    output.send(prediction);
    output.send(features);
    pending.remove(id);
    answered.add(id, now);
    process.release(this, id);
    parts.pace().answered();
    parts.commits().answered(now, due.at(), solved == null ? sinceSweep : 0);
    parts.meters().answered(answer);
  }

  /** How long an image may still wait, in milliseconds; the broker's clock is none of this host. */
  private long leftOf(Record<byte[], byte[]> record, long wall) {
    long whole = parts.timing().deadline().toMillis();
    if (parts.timing().from() == DeadlineFrom.ARRIVAL) {
      return whole;
    }
    long now = parts.broker().millisAt(System.nanoTime()).orElse(wall);
    return Math.max(0, whole - Math.max(0, now - record.timestamp()));
  }

  private Classifier.Times timesOf(PendingImages.Due due, long now) {
    return new Classifier.Times(
        Instant.ofEpochMilli(parts.wall().millis()),
        Duration.ofMillis(Math.max(0, now - due.arrivedAt())),
        now + parts.commits().lead() <= due.at());
  }
}
