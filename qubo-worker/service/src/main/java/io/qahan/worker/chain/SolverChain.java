package io.qahan.worker.chain;

import dev.failsafe.CircuitBreaker;
import io.qahan.dwave.budget.BudgetSpentException;
import io.qahan.dwave.sampler.SamplerBusyException;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.schemas.avro.SolveOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one solver after the other until one answers in time with a mask no worse than greedy. If
 * none does, the request's greedy mask is the answer: EXPIRED if it was for lack of time, FALLBACK
 * otherwise.
 *
 * <p>A solver is passed over if it has no room, if its circuit breaker is open, or if what is left
 * until the deadline is less than it needs; a remote one leaves time for those behind it. A solver
 * that answers at once keeps the calling thread; after one that answers later, the chain goes on in
 * the executor. Thread safe.
 */
public final class SolverChain {
  private static final Logger log = LoggerFactory.getLogger(SolverChain.class);
  static final String GREEDY = "greedy";

  /** No request is given more time, however far away its deadline is. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final List<Link> links;
  private final ChainLimits limits;
  private final LongSupplier nanoTime;
  private final Executor executor;
  private final ChainMetrics metrics;
  private final UnaryOperator<Duration> fairShare;

  private record Link(ChainedSolver solver, CircuitBreaker<Solution<Mask>> breaker) {}

  /**
   * A chain.
   *
   * @param executor goes on with what a solver answers later
   * @param fairShare of the time that is left, what a solver on this machine may take now that
   *     others wait for it, unless it is quick
   */
  public SolverChain(
      List<ChainedSolver> solvers,
      ChainLimits limits,
      LongSupplier nanoTime,
      Executor executor,
      ChainMetrics metrics,
      UnaryOperator<Duration> fairShare) {
    this.fairShare = fairShare;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.executor = executor;
    this.metrics = metrics;
    this.links = new ArrayList<>();
    for (ChainedSolver solver : solvers) {
      Link link = new Link(solver, breaker(solver.name(), limits));
      metrics.breaker(solver.name(), link.breaker);
      links.add(link);
    }
  }

  private static CircuitBreaker<Solution<Mask>> breaker(String solver, ChainLimits limits) {
    return CircuitBreaker.<Solution<Mask>>builder()
        .withFailureThreshold(limits.breakerFailures())
        .withDelay(limits.breakerDelay())
        .onOpen(e -> log.warn("[{}] keeps failing: left out for a while", solver))
        .onClose(e -> log.info("[{}] works again", solver))
        .build();
  }

  /**
   * The future never completes exceptionally.
   *
   * @param left until the answer is too late
   */
  public CompletableFuture<ChainAnswer> solve(MaskJob job, Duration left) {
    long most = Math.min(left.toMillis(), LONGEST.toMillis());
    return ask(0, job, nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(most), false);
  }

  private CompletableFuture<ChainAnswer> ask(
      int index, MaskJob job, long deadlineNanos, boolean outOfTime) {
    Duration left = Duration.ofNanos(deadlineNanos - nanoTime.getAsLong()).minus(limits.margin());
    if (left.isNegative() || left.isZero()) {
      return CompletableFuture.completedFuture(greedy(job, SolveOutcome.EXPIRED));
    }
    if (index == links.size()) {
      return CompletableFuture.completedFuture(
          greedy(job, outOfTime ? SolveOutcome.EXPIRED : SolveOutcome.FALLBACK));
    }
    Link link = links.get(index);
    boolean alone = link.solver.remote() || link.solver.isQuick(job.problem());
    Duration time = alone ? left : fairShare.apply(left);
    Duration share = limits.share(link.solver.remote(), index == links.size() - 1, time);
    if (share.isNegative() || share.compareTo(link.solver.leastTime(job.problem())) < 0) {
      metrics.passedOver(link.solver.name(), "deadline");
      return ask(index + 1, job, deadlineNanos, true);
    }
    if (!link.breaker.isOpen() && !link.solver.hasRoom()) { // a trial must not be spent on that
      metrics.passedOver(link.solver.name(), "busy");
      return ask(index + 1, job, deadlineNanos, outOfTime);
    }
    if (!link.breaker.tryAcquirePermit()) {
      metrics.passedOver(link.solver.name(), "breaker-open");
      return ask(index + 1, job, deadlineNanos, outOfTime);
    }
    return start(link, job, share)
        .thenCompose(
            attempt ->
                attempt.solution == null
                    ? ask(index + 1, job, deadlineNanos, outOfTime || attempt.timedOut)
                    : CompletableFuture.completedFuture(answer(index, attempt.solution)));
  }

  private record Attempt(Solution<Mask> solution, boolean timedOut) {}

  private CompletableFuture<Attempt> start(Link link, MaskJob job, Duration budget) {
    long startedNanos = nanoTime.getAsLong();
    CompletableFuture<Solution<Mask>> solving;
    try {
      SolveOptions options =
          SolveOptions.ofSeed(job.seed()).withTimeBudget(budget).withStart(job.greedy());
      solving = link.solver.solve(job.problem(), options);
    } catch (RuntimeException | Error e) { // out of memory here need not be so for the next
      solving = CompletableFuture.failedFuture(e);
    }
    if (solving.isDone()) {
      return solving.handle((found, failure) -> judge(link, job, startedNanos, found, failure));
    }
    CompletableFuture<Solution<Mask>> answer = solving;
    return answer
        .copy()
        .orTimeout(budget.toNanos(), TimeUnit.NANOSECONDS)
        .handleAsync(
            (found, failure) -> {
              answer.cancel(true); // no effect on one that is done
              return judge(link, job, startedNanos, found, failure);
            },
            executor);
  }

  private Attempt judge(
      Link link, MaskJob job, long startedNanos, Solution<Mask> found, Throwable failure) {
    String name = link.solver.name();
    if (failure != null) {
      Throwable told = failure instanceof CompletionException ? failure.getCause() : failure;
      boolean shared = told instanceof SharedFailureException;
      Throwable cause = shared ? told.getCause() : told;
      String reason = reasonOf(cause);
      metrics.failed(name, reason, nanoTime.getAsLong() - startedNanos);
      if (cause instanceof UnsolvableException || cause instanceof BudgetSpentException) {
        link.breaker.recordSuccess(); // no fault of the solver's
      } else if (!shared && !(cause instanceof SamplerBusyException)) {
        link.breaker.recordException(cause);
        log.warn("[{}] gave no answer ({}): {}", name, reason, cause.toString());
      } else if (!link.breaker.isClosed()) {
        link.breaker.recordException(cause); // a trial must come to an end
      }
      return new Attempt(null, reason.equals("timeout"));
    }
    link.breaker.recordSuccess();
    if (found.energy() > job.greedyEnergy()) {
      metrics.failed(name, "worse-than-greedy", nanoTime.getAsLong() - startedNanos);
      return new Attempt(null, false);
    }
    return new Attempt(found, false);
  }

  private static String reasonOf(Throwable failure) {
    if (failure instanceof UnsolvableException) {
      return "unsolvable";
    }
    if (failure instanceof BudgetSpentException) {
      return "budget";
    }
    if (failure instanceof SamplerBusyException) {
      return "busy";
    }
    boolean late = failure instanceof TimeoutException || failure instanceof CancellationException;
    return late ? "timeout" : "error";
  }

  private static ChainAnswer answer(int index, Solution<Mask> solution) {
    return new ChainAnswer(
        solution, index == 0 ? SolveOutcome.SOLVED : SolveOutcome.FALLBACK, true);
  }

  private static ChainAnswer greedy(MaskJob job, SolveOutcome outcome) {
    Solution<Mask> solution =
        new Solution<>(job.greedy(), job.greedyEnergy(), OptionalDouble.empty(), GREEDY, 0, 0);
    return new ChainAnswer(solution, outcome, false);
  }
}
