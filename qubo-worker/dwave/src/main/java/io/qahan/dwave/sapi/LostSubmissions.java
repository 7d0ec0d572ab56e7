package io.qahan.dwave.sapi;

import io.qahan.dwave.config.RetryOptions;
import io.qahan.dwave.http.SapiTransport;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.http.UnknownOutcomeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Problems whose submission got no clear answer. Each is looked up by its label, after a pause, for
 * SAPI may still be taking it in; only one that is absent is submitted again. Absent means two
 * looks, or one if SAPI had turned it away (429). Thread safe.
 */
final class LostSubmissions {
  private static final Logger log = LoggerFactory.getLogger(LostSubmissions.class);
  private static final int MOST_SUBMISSIONS = 4;

  private final ProblemCalls calls;
  private final SapiTransport transport;
  private final RetryOptions retries;
  private final ScheduledExecutorService timer;
  private final BiConsumer<TrackedProblem, ProblemStatus> found;
  private final Consumer<TrackedProblem> again;

  LostSubmissions(
      ProblemCalls calls,
      SapiTransport transport,
      RetryOptions retries,
      ScheduledExecutorService timer,
      BiConsumer<TrackedProblem, ProblemStatus> found,
      Consumer<TrackedProblem> again) {
    this.calls = calls;
    this.transport = transport;
    this.retries = retries;
    this.timer = timer;
    this.found = found;
    this.again = again;
  }

  /** Takes over a problem whose submission failed. */
  void lookUp(TrackedProblem problem, TransientSapiException failure) {
    boolean tooLong =
        failure.retryAfter().filter(wait -> wait.compareTo(retries.max()) > 0).isPresent();
    boolean neverSent = failure.refused() && failure.getCause() instanceof IOException;
    if (failure.refused() && (tooLong || neverSent || problem.isDone())) {
      problem.fail(failure); // it is certainly not there, and there is no use in trying again
      return;
    }
    log.info(
        "The submission of [{}] is lost ({}): looking it up",
        problem.label(),
        failure.getMessage());
    later(problem, failure, failure.refused() ? 1 : 2);
  }

  private void later(TrackedProblem problem, TransientSapiException failure, int looksLeft) {
    Duration asked = transport.pause(problem.submissions() - 1, failure);
    Duration wait = asked.compareTo(retries.max()) > 0 ? retries.max() : asked;
    try {
      var unused =
          timer.schedule(
              () -> look(problem, failure, looksLeft), wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      problem.fail(unknown(problem, failure));
    }
  }

  private void look(TrackedProblem problem, TransientSapiException failure, int looksLeft) {
    var unused =
        calls
            .find(problem.label())
            .whenComplete(
                (status, fault) -> {
                  if (fault != null) {
                    problem.fail(unknown(problem, fault));
                  } else if (status.isPresent()) {
                    log.info("Found [{}] as [{}]", problem.label(), status.get().id());
                    found.accept(problem, status.get());
                  } else if (looksLeft > 1) {
                    later(problem, failure, looksLeft - 1);
                  } else if (problem.submissions() >= MOST_SUBMISSIONS) {
                    problem.fail(failure);
                  } else {
                    again.accept(problem);
                  }
                });
  }

  private static UnknownOutcomeException unknown(TrackedProblem problem, Throwable cause) {
    return new UnknownOutcomeException(
        problem.label(),
        "Whether SAPI has the problem [%s] is not known: %s. Look it up by its label before submitting it again"
            .formatted(problem.label(), cause.getMessage()),
        cause);
  }
}
