package io.qahan.dwave.chip;

import io.qahan.qubo.model.BinaryQuadraticModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Something that answers a small model with samples: a quantum annealer, or a solver in its place.
 */
@FunctionalInterface
public interface LogicalSampler {
  /**
   * Asks for samples and returns at once.
   *
   * @param model of a size that the sampler takes
   * @param within how long the asker will wait; what takes longer is of no use
   * @return samples of the model's vartype with their energies, best first; fails as the sampler
   *     fails. Cancelled when nobody waits any more.
   */
  CompletableFuture<List<LogicalRead>> sample(BinaryQuadraticModel model, Duration within);
}
