package io.qahan.worker.chain;

import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.chip.CliqueSamplerOptions;
import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.sampler.CallListener;
import io.qahan.dwave.sampler.HybridModels;
import io.qahan.dwave.sampler.PaidCalls;
import io.qahan.dwave.sampler.QpuCall;
import io.qahan.dwave.sampler.QpuChip;
import io.qahan.dwave.sampler.QpuModels;
import io.qahan.dwave.sampler.QpuSampler;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverCategory;
import io.qahan.dwave.solver.SolverDefinition;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Opens solvers as SAPI describes them. Thread safe. */
final class DWaveBackends {
  private static final int SEED = 0; // of spin reversals; there are none

  private final SapiClient client;
  private final QpuBudget budget;
  private final DWaveLimits limits;
  private final Executor preparation;
  private final Executor decomposition;
  private final ChainMetrics metrics;
  private final LongSupplier nanoClock;
  private final CliqueEmbeddings embeddings = CliqueEmbeddings.inMemory();

  DWaveBackends(
      SapiClient client,
      QpuBudget budget,
      DWaveLimits limits,
      Executor preparation,
      Executor decomposition,
      ChainMetrics metrics,
      LongSupplier nanoClock) {
    this.client = client;
    this.budget = budget;
    this.limits = limits;
    this.preparation = preparation;
    this.decomposition = decomposition;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
  }

  /**
   * A solver to send problems to.
   *
   * @throws io.qahan.dwave.http.RejectedRequestException if it is of a kind that is not known here
   */
  DWaveBackend open(SolverDefinition solver) {
    return solver.category() == SolverCategory.HYBRID ? hybrid(solver) : qpu(solver);
  }

  private DWaveBackend qpu(SolverDefinition solver) {
    RoundTrips roundTrips = new RoundTrips(nanoClock);
    CallListener listener =
        new CallListener() {
          @Override
          public void answered(QpuCall call) {
            metrics.called(call);
            roundTrips.add(call.roundTrip());
          }

          @Override
          public void givenUp(Duration after) {
            roundTrips.add(after);
          }
        };
    PaidCalls calls = calls(solver, listener);
    QpuSampler sampler = new QpuSampler(client, solver, calls, Optional.empty());
    QpuModels qpu =
        new QpuModels(
            QpuChip.of(solver),
            embeddings,
            sampler,
            CliqueSamplerOptions.defaults(SEED)
                .withReads(limits.reads(), 1)
                .withAnneal(limits.anneal()),
            nanoClock);
    MaskGroups groups =
        new MaskGroups(
            qpu,
            limits.together(),
            calls::hasRoom,
            CompletableFuture.delayedExecutor(
                limits.linger().toNanos(), TimeUnit.NANOSECONDS, preparation),
            decomposition);
    return new QpuBackend(qpu, groups, limits, roundTrips, decomposition, metrics, nanoClock);
  }

  private DWaveBackend hybrid(SolverDefinition solver) {
    RoundTrips overheads = new RoundTrips(nanoClock);
    CallListener listener =
        call -> {
          metrics.called(call);
          overheads.add(call.beyondRunTime());
        };
    return new HybridBackend(
        new HybridModels(client, solver, calls(solver, listener), Optional.empty()), overheads);
  }

  private PaidCalls calls(SolverDefinition solver, CallListener listener) {
    return new PaidCalls(solver, budget, limits.atOnce(), listener, nanoClock);
  }
}
