package io.qahan.dwave.sapi;

import io.qahan.dwave.config.PollingOptions;
import io.qahan.dwave.config.PollingOptions.Strategy;
import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.http.SapiTransport;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.http.UnknownOutcomeException;
import io.qahan.dwave.sapi.PollQueue.Plan;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks after problems until they end. Few requests ask for many problems each. A long poll stays
 * open at the server until one of its problems ends; a new problem joins the smallest open poll,
 * which is asked anew, if all are taken. A server that does not take long polls is asked with
 * growing pauses instead. Failing polls are repeated with back-off; a problem that could not be
 * asked after {@value #MOST_FAILURES} times in a row is given up as of unknown outcome. Thread
 * safe.
 */
final class StatusPoller {
  private static final Logger log = LoggerFactory.getLogger(StatusPoller.class);
  static final int MOST_FAILURES = 20;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** Lets problems that come in a bunch join one request. */
  private static final long GATHER_NANOS = Duration.ofMillis(5).toNanos();

  private final ProblemCalls calls;
  private final SapiTransport transport;
  private final PollingOptions options;
  private final LongSupplier nanoClock;
  private final ScheduledExecutorService timer;
  private final BiConsumer<TrackedProblem, ProblemStatus> ended;
  private final PollQueue queue;
  private final AtomicBoolean longPolling;

  StatusPoller(
      ProblemCalls calls,
      SapiTransport transport,
      PollingOptions options,
      LongSupplier nanoClock,
      ScheduledExecutorService timer,
      BiConsumer<TrackedProblem, ProblemStatus> ended) {
    this.calls = calls;
    this.transport = transport;
    this.options = options;
    this.nanoClock = nanoClock;
    this.timer = timer;
    this.ended = ended;
    this.queue = new PollQueue(options, nanoClock);
    this.longPolling = new AtomicBoolean(options.strategy() == Strategy.LONG_POLLING);
  }

  /** Asks after a problem until it ends. */
  void watch(String id, TrackedProblem problem) {
    queue.add(
        new WatchedProblem(id, problem, nanoClock.getAsLong()),
        longPolling.get() ? Duration.ZERO : options.backoff(0));
    pumpIn(GATHER_NANOS);
  }

  private void pumpIn(long nanos) {
    try {
      var unused = timer.schedule(this::pump, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // closing: whoever closes fails what is open
    }
  }

  private void pump() {
    Plan plan = queue.plan(longPolling.get());
    plan.joined().forEach(watch -> watch.answer().cancel(true));
    plan.overdue().forEach(this::giveUpForTime);
    plan.groups().forEach(this::ask);
    queue.next().ifPresent(this::pumpIn);
  }

  private void giveUpForTime(WatchedProblem watched) {
    giveUp(
        watched,
        "was not solved within polling_timeout ["
            + options.timeout().orElseThrow().toSeconds()
            + " s]",
        null);
  }

  private static void giveUp(WatchedProblem watched, String why, Throwable cause) {
    String label = watched.problem().label();
    watched
        .problem()
        .fail(
            new UnknownOutcomeException(
                label,
                "The problem [%s] %s. It may still run or be solved: look it up by its label [%s], or cancel it"
                    .formatted(watched.id(), why, label),
                cause));
  }

  private void ask(List<WatchedProblem> group) {
    List<String> ids = group.stream().map(WatchedProblem::id).distinct().toList();
    CompletableFuture<List<ProblemStatus>> answer =
        calls.poll(ids, longPolling.get() ? waitTime(group) : Duration.ZERO);
    Watch watch = new Watch(group, answer);
    queue.started(watch);
    var unused =
        answer.whenComplete(
            (statuses, failure) -> {
              if (queue.ended(watch)) {
                if (failure == null) {
                  settle(watch, statuses);
                } else {
                  fail(
                      watch, failure instanceof CompletionException ? failure.getCause() : failure);
                }
                pump();
              }
            });
  }

  /** As long as allowed, but not past the polling timeout of any problem. */
  private Duration waitTime(List<WatchedProblem> group) {
    Duration wait =
        options.waitTime().compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : options.waitTime();
    OptionalLong left = queue.left(group);
    return left.isEmpty() || wait.toNanos() < left.getAsLong()
        ? wait
        : Duration.ofNanos(Math.max(0, left.getAsLong()));
  }

  private void settle(Watch watch, List<ProblemStatus> statuses) {
    Map<String, ProblemStatus> byId = new HashMap<>();
    statuses.forEach(status -> byId.put(status.id(), status));
    for (WatchedProblem watched : watch.problems()) {
      ProblemStatus status = byId.get(watched.id());
      if (status != null && status.state().terminal()) {
        ended.accept(watched.problem(), status);
      } else {
        Duration backoff = options.backoff(watched.answered());
        queue.add(watched, status != null && longPolling.get() ? options.pause() : backoff);
      }
    }
  }

  private void fail(Watch watch, Throwable failure) {
    if (failure instanceof TransientSapiException) {
      watch.problems().forEach(watched -> askLater(watched, failure));
    } else if (statusOf(failure) == 400 && longPolling.compareAndSet(true, false)) {
      log.warn("SAPI takes no long polls ({}): asking with pauses", failure.getMessage());
      watch.problems().forEach(watched -> queue.add(watched, Duration.ZERO));
    } else if (statusOf(failure) != 0 && watch.problems().size() > 1) {
      int half = watch.problems().size() / 2; // one of them is unknown: until it is alone
      ask(watch.problems().subList(0, half));
      ask(watch.problems().subList(half, watch.problems().size()));
    } else {
      watch.problems().forEach(watched -> watched.problem().fail(failure));
    }
  }

  private static int statusOf(Throwable failure) {
    if (failure instanceof RejectedRequestException rejected) {
      return rejected.status();
    }
    return failure instanceof PermanentSapiException permanent ? permanent.status() : 0;
  }

  private void askLater(WatchedProblem watched, Throwable failure) {
    int failures = watched.failed();
    if (failures >= MOST_FAILURES) {
      giveUp(watched, "could not be asked after: " + failure.getMessage(), failure);
    } else {
      queue.add(watched, transport.pause(failures - 1, failure));
    }
  }
}
