package io.qahan.worker.chain;

import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.http.SolverOfflineException;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverQuery;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The solver that matches best: chosen at the start, and anew after it went offline, its working
 * graph changed, or none could be had. Thread safe.
 */
final class DWaveChoice {
  private final SapiClient client;
  private final SolverQuery query;
  private final Function<SolverDefinition, DWaveBackend> opening;
  private CompletableFuture<DWaveBackend> chosen;

  DWaveChoice(
      SapiClient client, SolverQuery query, Function<SolverDefinition, DWaveBackend> opening) {
    this.client = client;
    this.query = query;
    this.opening = opening;
    this.chosen = client.solver(query).thenApply(opening);
  }

  /** The solver in use, once it is known. */
  synchronized CompletableFuture<DWaveBackend> current() {
    return chosen;
  }

  /** The solver in use, if it is known. */
  Optional<DWaveBackend> now() {
    CompletableFuture<DWaveBackend> choice = current();
    return choice.isDone() && !choice.isCompletedExceptionally()
        ? Optional.of(choice.join())
        : Optional.empty();
  }

  /** A request failed: chooses anew if another solver, or another version, may do better. */
  synchronized void failed(Throwable cause) {
    boolean outdated =
        cause instanceof SolverOfflineException
            || (cause instanceof RejectedRequestException rejected && rejected.status() == 404);
    if (chosen.isCompletedExceptionally() || (outdated && chosen.isDone())) {
      chosen = client.freshSolver(query).thenApply(opening);
    } // else somebody has begun to
  }
}
