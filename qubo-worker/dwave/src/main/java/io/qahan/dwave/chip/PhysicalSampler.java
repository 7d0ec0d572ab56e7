package io.qahan.dwave.chip;

import io.qahan.dwave.qpu.Anneal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A chip that problems are sent to as they are: no scaling, no spin reversal on its side. */
@FunctionalInterface
public interface PhysicalSampler {
  /**
   * Sends a problem and returns at once.
   *
   * @param within how long the asker will wait
   * @return the distinct reads; cancelled when nobody waits any more
   */
  CompletableFuture<List<PhysicalRead>> sample(Run run, Duration within);

  /**
   * What a chip is asked for.
   *
   * @param problem within the chip's ranges
   * @param reads how often to anneal
   * @param anneal the way it anneals
   * @param initial where a reverse anneal begins, and no other one: -1 or +1 by qubit index for
   *     active qubits, anything for others; shared, read only by agreement
   */
  record Run(PhysicalProblem problem, int reads, Anneal anneal, Optional<byte[]> initial) {
    public Run {
      if (reads < 1) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "reads [%d] must be at least 1", reads));
      }
      if (anneal.isReverse() != initial.isPresent()) {
        throw new IllegalArgumentException(
            "a reverse anneal begins at a given state, and no other one does");
      }
    }
  }
}
