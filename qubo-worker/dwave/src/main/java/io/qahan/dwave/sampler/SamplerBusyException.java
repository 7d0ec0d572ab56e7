package io.qahan.dwave.sampler;

import io.qahan.dwave.http.TransientSapiException;

/** As many problems as allowed are open: wait until one has its answer, or ask somebody else. */
public final class SamplerBusyException extends TransientSapiException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param where the problems are
   */
  public SamplerBusyException(String where) {
    super("As many problems as allowed are open at [%s]".formatted(where), true, null, null);
  }
}
