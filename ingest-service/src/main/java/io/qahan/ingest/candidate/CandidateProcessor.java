package io.qahan.ingest.candidate;

import io.qahan.ingest.serving.ServingModels;
import io.qahan.schemas.avro.LabelCandidate;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.RegistryUnavailableException;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.streams.TaskOutput;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Stands between whoever answers images and the topic of predictions: passes every prediction on,
 * and sends those in doubt to {@code label-candidates} too, in the same transaction.
 *
 * <p>It judges each answer alone, by its margin, and does not wait for the best of a while: what
 * waits in memory is lost in a crash, and a person wants the image now. The rate is bounded
 * instead, so a head that doubts everything floods nobody. Of a task, so not thread safe.
 */
public final class CandidateProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private static final long SECOND = 1_000;
  private static final int REMEMBERED = 32;

  private final CandidateLimits limits;
  private final ServingModels models;
  private final Codec<Prediction> codec;
  private final Function<ProcessorContext<byte[], byte[]>, TaskOutput> outputs;
  private final String predictions;
  private final Deque<Candidate> sent = new ArrayDeque<>();
  private ProcessorContext<byte[], byte[]> context;
  private TaskOutput output;
  private long second;
  private int sentInSecond;

  /**
   * @param models say what classes are called
   * @param codec reads predictions
   * @param outputs what a task with that context writes
   * @param predictions the child that takes every prediction
   */
  public CandidateProcessor(
      CandidateLimits limits,
      ServingModels models,
      Codec<Prediction> codec,
      Function<ProcessorContext<byte[], byte[]>, TaskOutput> outputs,
      String predictions) {
    this.limits = limits;
    this.models = models;
    this.codec = codec;
    this.outputs = outputs;
    this.predictions = predictions;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    output = outputs.apply(context);
    second = context.currentSystemTimeMs();
  }

  @Override
  public void process(Record<byte[], byte[]> prediction) {
    context.forward(prediction, predictions);
    if (mayBeSent()) {
      inDoubt(prediction).ifPresent(candidate -> send(prediction, candidate));
    }
  }

  private boolean mayBeSent() {
    long now = context.currentSystemTimeMs();
    if (now - second >= SECOND) {
      second = now;
      sentInSecond = 0;
    }
    return sentInSecond < limits.perSecond();
  }

  /** The question that it raises, if that is none that was asked just before. */
  private Optional<Candidate> inDoubt(Record<byte[], byte[]> prediction) {
    try {
      return Candidate.of(ImageId.of(prediction.key()), codec.decode(prediction.value()))
          .filter(candidate -> candidate.margin() <= limits.margin() && !candidate.isBlank())
          .filter(candidate -> sent.stream().noneMatch(candidate::isLike));
    } catch (UndecodableRecordException
        | RejectedRecordException
        | RegistryUnavailableException e) { // an answer matters more than a question
      return Optional.empty();
    }
  }

  private void send(Record<byte[], byte[]> prediction, Candidate candidate) {
    try {
      output.send(
          output.draft(
              Topics.LABEL_CANDIDATES,
              prediction.key(),
              recordOf(candidate),
              prediction.headers()));
    } catch (RejectedRecordException e) {
      return; // the topic takes smaller records only, and there will be other candidates
    }
    sentInSecond++;
    sent.addLast(candidate);
    if (sent.size() > REMEMBERED) {
      sent.removeFirst();
    }
  }

  private LabelCandidate recordOf(Candidate candidate) {
    String version = candidate.modelVersion();
    return new LabelCandidate(
        candidate.predicted(),
        models.nameOf(version, candidate.predicted()),
        candidate.probability(),
        candidate.runnerUp(),
        models.nameOf(version, candidate.runnerUp()),
        candidate.runnerUpProbability(),
        candidate.margin(),
        candidate.headVersion(),
        version,
        candidate.predictedAt());
  }
}
