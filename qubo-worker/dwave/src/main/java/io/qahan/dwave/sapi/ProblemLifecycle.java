package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.http.SapiTransport;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.http.UnknownOutcomeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of problems from their submission, or from where they are found, over polls to their
 * answers. Whatever happens on it, each ends; at the latest when this is closed. Thread safe.
 */
final class ProblemLifecycle implements SubmitQueue.Outcome, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProblemLifecycle.class);
  private static final Duration LAST_CANCELLATIONS = Duration.ofSeconds(2);

  private final ProblemCalls calls;
  private final SubmitQueue queue;
  private final LostSubmissions lost;
  private final StatusPoller poller;
  private final Set<TrackedProblem> open = ConcurrentHashMap.newKeySet();
  private final Map<TrackedProblem, CompletableFuture<?>> cancellations = new ConcurrentHashMap<>();
  private volatile boolean closed;

  ProblemLifecycle(
      DWaveConfig config,
      SapiTransport transport,
      ProblemCalls calls,
      LongSupplier nanoClock,
      ScheduledExecutorService timer) {
    this.calls = calls;
    this.queue = new SubmitQueue(calls, config.http().compress(), this);
    this.lost =
        new LostSubmissions(
            calls,
            transport,
            config.retries(),
            timer,
            this::accepted,
            problem -> submit(List.of(problem)));
    this.poller =
        new StatusPoller(calls, transport, config.polling(), nanoClock, timer, this::ended);
  }

  /** From now on the problem is cancelled at SAPI if its answer is, and failed at the end. */
  void track(TrackedProblem problem) {
    open.add(problem);
    var unused =
        problem
            .answer()
            .whenComplete(
                (answer, failure) -> {
                  if (problem.answer().isCancelled()) {
                    cancelAtSapi(problem);
                  }
                  open.remove(problem); // only now: a close finds it here or being cancelled
                });
    if (closed) {
      problem.fail(closing(problem));
    }
  }

  void submit(List<TrackedProblem> problems) {
    queue.add(problems);
  }

  /** Submits it unless SAPI has a problem with its label. */
  void findOrSubmit(TrackedProblem problem) {
    var unused =
        calls
            .find(problem.label())
            .whenComplete(
                (found, failure) -> {
                  if (failure != null) {
                    problem.fail(cause(failure));
                  } else if (found.isPresent()) {
                    accepted(problem, found.get());
                  } else {
                    submit(List.of(problem));
                  }
                });
  }

  @Override
  public void lost(TrackedProblem problem, TransientSapiException failure) {
    lost.lookUp(problem, failure);
  }

  @Override
  public void accepted(TrackedProblem problem, ProblemStatus status) {
    problem.id().complete(status.id());
    if (status.state().terminal()) {
      ended(problem, status);
    } else if (!problem.isDone()) {
      poller.watch(status.id(), problem);
    }
  }

  private void ended(TrackedProblem problem, ProblemStatus status) {
    if (problem.isDone()) {
      return;
    }
    if (status.state() != ProblemStatus.State.COMPLETED || status.hasAnswer()) {
      finish(problem, status);
      return;
    }
    var unused =
        calls
            .load(status.id())
            .whenComplete(
                (loaded, failure) -> {
                  if (failure != null) {
                    problem.fail(cause(failure));
                  } else if (loaded.state().terminal()) {
                    finish(problem, loaded);
                  } else {
                    poller.watch(loaded.id(), problem); // the two disagree: later they will not
                  }
                });
  }

  private static void finish(TrackedProblem problem, ProblemStatus status) {
    try {
      problem.finish(status);
    } catch (RuntimeException | Error e) { // no answer, however odd, may leave its future open
      problem.fail(e);
    }
  }

  /** Runs when SAPI has given an id, at once if it has: a submission cannot be called back. */
  private void cancelAtSapi(TrackedProblem problem) {
    CompletableFuture<JsonNode> cancellation =
        problem
            .id()
            .thenCompose(
                id ->
                    problem.endedAtSapi()
                        ? CompletableFuture.completedFuture(null)
                        : calls.cancel(List.of(id)));
    cancellations.put(problem, cancellation);
    var unused =
        cancellation.whenComplete(
            (items, failure) -> {
              cancellations.remove(problem);
              log.debug(
                  "Cancelling [{}]: {}",
                  problem.label(),
                  failure == null ? calls.printable(String.valueOf(items)) : failure.toString());
            });
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  private static UnknownOutcomeException closing(TrackedProblem problem) {
    return new UnknownOutcomeException(
        problem.label(),
        "The client was closed while the problem [%s] was open. If it was submitted, it can be found by this label"
            .formatted(problem.label()),
        null);
  }

  /**
   * Fails what is open. Cancellations under way get a moment to reach SAPI, for what they do not
   * end is paid for.
   */
  @Override
  public void close() {
    closed = true;
    open.forEach(problem -> problem.fail(closing(problem)));
    try {
      CompletableFuture.allOf(cancellations.values().toArray(CompletableFuture<?>[]::new))
          .get(LAST_CANCELLATIONS.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("Closing: a cancellation did not reach SAPI", e);
    }
  }
}
