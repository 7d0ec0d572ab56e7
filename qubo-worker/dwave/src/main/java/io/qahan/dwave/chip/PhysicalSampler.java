package io.qahan.dwave.chip;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A chip that problems are sent to as they are: no scaling, no spin reversal on its side. */
@FunctionalInterface
public interface PhysicalSampler {
  /**
   * Sends a problem and returns at once.
   *
   * @param problem within the chip's ranges
   * @param reads how often to anneal
   * @param within how long the asker will wait
   * @return the distinct reads; cancelled when nobody waits any more
   */
  CompletableFuture<List<PhysicalRead>> sample(PhysicalProblem problem, int reads, Duration within);
}
