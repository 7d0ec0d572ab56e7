package io.qahan.dwave.decomposition;

import io.qahan.qubo.model.Sample;
import java.util.Optional;

/**
 * What became of a large model.
 *
 * @param sample the best sample
 * @param energy of it, recomputed from the whole model
 * @param calls of the sampler
 * @param gains calls whose samples were the best so far
 * @param failures calls without an answer: failed, or too late
 * @param lastFailure why the last of them failed
 */
public record DecompositionResult(
    Sample sample,
    double energy,
    int calls,
    int gains,
    int failures,
    Optional<Throwable> lastFailure) {}
