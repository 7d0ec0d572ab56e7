package io.qahan.dwave.config;

import io.qahan.dwave.solver.SolverQuery;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach D-Wave, as {@link DWaveConfigLoader} found it.
 *
 * @param token the user's secret
 * @param endpoint where SAPI is
 * @param solver which solver is wanted
 * @param http how to talk
 * @param polling how to wait for answers
 * @param retries how often what is safe is repeated
 * @param cache whether solver descriptions are kept while they are fresh
 * @param cacheHome where they outlive the process, if anywhere
 */
public record DWaveConfig(
    ApiToken token,
    EndpointChoice endpoint,
    SolverQuery solver,
    HttpOptions http,
    PollingOptions polling,
    RetryOptions retries,
    boolean cache,
    Optional<Path> cacheHome) {

  /** What no message may hold. */
  public Secrets secrets() {
    return Secrets.of(token, http);
  }

  /**
   * The solver that is wanted for binary quadratic models; the largest QPU if it may be any. What
   * takes no such models is never meant, however loosely the wish is put.
   */
  public SolverQuery solverForModels() {
    return solver.isAny() ? SolverQuery.largestQpu() : solver.forModels();
  }
}
