package io.qahan.qubo.dwave.sampler;

import io.qahan.qubo.dwave.http.TransientSapiException;
import io.qahan.qubo.dwave.solver.SolverIdentity;

/** As many problems as allowed are open: wait until one has its answer, or ask somebody else. */
public final class SamplerBusyException extends TransientSapiException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param solver whose problems they are
   */
  public SamplerBusyException(SolverIdentity solver) {
    super("As many problems as allowed are open at [%s]".formatted(solver), true, null, null);
  }
}
