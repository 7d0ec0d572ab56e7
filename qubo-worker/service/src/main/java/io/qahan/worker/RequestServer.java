package io.qahan.worker;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.topic.AnsweredRequest;
import io.qahan.schemas.topic.Oversize;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.worker.chain.MaskJob;
import io.qahan.worker.chain.SolverChain;
import io.qahan.worker.source.Task;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of every task an answer or a dead letter, and hands it to the outbox. Thread safe. */
final class RequestServer {
  private static final Logger log = LoggerFactory.getLogger(RequestServer.class);

  private final String worker;
  private final RequestReader reader;
  private final SolverChain chain;
  private final AnswerOutbox outbox;
  private final WorkerMetrics metrics;
  private final Tracing tracing;
  private final RequestAges ages;
  private final LongSupplier nanoTime;
  private final ExpiredRequests expired;

  /**
   * @param worker the id that answers are signed with
   * @param ages how long requests have waited
   * @param nanoTime a clock that only measures, the one of {@code ages}
   */
  RequestServer(
      String worker,
      RequestReader reader,
      SolverChain chain,
      AnswerOutbox outbox,
      WorkerMetrics metrics,
      Tracing tracing,
      RequestAges ages,
      LongSupplier nanoTime) {
    this.worker = worker;
    this.reader = reader;
    this.chain = chain;
    this.outbox = outbox;
    this.metrics = metrics;
    this.tracing = tracing;
    this.ages = ages;
    this.nanoTime = nanoTime;
    this.expired = new ExpiredRequests(nanoTime);
  }

  /** Solves on the calling thread, unless the solver answers later. Throws nothing. */
  void serve(Task task) {
    try {
      Optional<Oversize> oversize = Oversize.of(task.record().headers());
      if (oversize.isPresent()) {
        outbox.refuse(task, "too-large", oversize.get().message());
      } else if (task.lastDelivery()) {
        outbox.refuse(
            task,
            "delivery-limit",
            "Delivered as often as the group allows, never answered: does it kill its worker?");
      } else {
        solve(task, reader.read(task.record().key(), task.record().value()));
      }
    } catch (RejectedRecordException e) {
      outbox.refuse(task, e.slug(), e.getMessage());
    } catch (RuntimeException | Error e) { // an Error too: an unsettled task would block its offset
      giveUp(task, e);
    }
  }

  private void solve(Task task, MaskJob job) {
    Duration queued = ages.of(task.record(), nanoTime.getAsLong());
    metrics.queued(queued);
    Span span = tracing.begin("solve mask", task.record().headers());
    var unused =
        chain
            .solve(job, job.allowed().minus(queued))
            .thenAccept(
                answer -> {
                  if (answer.outcome() == SolveOutcome.EXPIRED) {
                    expired.tell(task, queued, job.allowed());
                  }
                  metrics.answered(answer, job.greedyEnergy());
                  MaskResult result = Results.of(job, answer, queued, worker);
                  span.setAttribute("qahan.solver", result.getSolver());
                  outbox.answer(task, result, headers(task, job, span), span);
                })
            .exceptionally(
                failure -> {
                  span.setStatus(StatusCode.ERROR, failure.toString());
                  span.end();
                  return giveUp(task, failure);
                });
  }

  /** The span, and which request it is that is answered: an image may have had two. */
  private Headers headers(Task task, MaskJob job, Span span) {
    Headers headers = new RecordHeaders(tracing.carry(span));
    return headers.add(
        new AnsweredRequest(task.record().partition(), job.createdAt().toEpochMilli()).header());
  }

  /**
   * Either the schema registry is away, or the worker stops and its solver threads take nothing
   * more, or it is a fault of ours.
   */
  private Void giveUp(Task task, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RetriableException || cause instanceof RejectedExecutionException) {
      outbox.postpone(task, cause);
      return null;
    }
    log.error("Answering [{}] failed", task, cause);
    outbox.refuse(task, "unanswerable", cause.toString());
    return null;
  }
}
