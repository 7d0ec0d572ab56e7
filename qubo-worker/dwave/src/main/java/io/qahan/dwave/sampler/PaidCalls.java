package io.qahan.dwave.sampler;

import io.qahan.dwave.budget.BudgetSpentException;
import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.http.SapiAuthenticationException;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.sapi.SolvedProblem;
import io.qahan.dwave.solver.SolverDefinition;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The problems that may be open at one solver at a time, each paid from the budget. Thread safe.
 */
public final class PaidCalls {
  private final SolverDefinition solver;
  private final QpuBudget budget;
  private final Semaphore free;
  private final CallListener listener;
  private final LongSupplier nanoClock;

  /**
   * Problems for one solver.
   *
   * @param budget what every problem is paid from
   * @param atOnce problems open at the same time
   * @param listener told how each ends
   * @param nanoClock measures round trips
   */
  public PaidCalls(
      SolverDefinition solver,
      QpuBudget budget,
      int atOnce,
      CallListener listener,
      LongSupplier nanoClock) {
    this.solver = solver;
    this.budget = budget;
    this.free = new Semaphore(atOnce);
    this.listener = listener;
    this.nanoClock = nanoClock;
  }

  /** Whether fewer problems are open than may be; another thread may take the place. */
  public boolean hasRoom() {
    return free.availablePermits() > 0;
  }

  /**
   * Sets aside what a problem costs, and its place among those that are open.
   *
   * @param micros QPU time it will be charged
   * @throws SamplerBusyException if as many as allowed are open
   * @throws BudgetSpentException if there is not so much left
   */
  Ticket begin(double micros) {
    if (!free.tryAcquire()) {
      throw new SamplerBusyException(solver.identity().toString());
    }
    try {
      return new Ticket(budget.reserve(micros), nanoClock.getAsLong());
    } catch (RuntimeException e) {
      free.release();
      throw e;
    }
  }

  /** One problem, from before it is sent until it ends; what comes after its end has no effect. */
  final class Ticket {
    private final QpuBudget.Reservation reservation;
    private final long begunAt;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Ticket(QpuBudget.Reservation reservation, long begunAt) {
      this.reservation = reservation;
      this.begunAt = begunAt;
    }

    /** The problem was never sent. */
    void unused() {
      if (ended.compareAndSet(false, true)) {
        free.release();
        reservation.settle(0);
      }
    }

    /** The problem has its answer, or failed. */
    void end(SolvedProblem solved, Throwable failure) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      free.release();
      Duration after = Duration.ofNanos(nanoClock.getAsLong() - begunAt);
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      if (solved != null) {
        double rate = solver.properties().path("quota_conversion_rate").asDouble(1);
        QpuCall call = QpuCall.of(solved, after, rate);
        reservation.settle(call.chargedMicros());
        listener.answered(call);
      } else if (neverRan(cause)) {
        reservation.settle(0);
      } else if (cause instanceof CancellationException) {
        listener.givenUp(after); // it may have been charged
      } // else so may this
    }
  }

  private static boolean neverRan(Throwable failure) {
    return failure instanceof RejectedRequestException
        || failure instanceof SapiAuthenticationException
        || (failure instanceof TransientSapiException lost && lost.refused());
  }
}
