package io.qahan.worker.chain;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.schemas.avro.SolveOutcome;

/**
 * What a chain of solvers answers: never worse than the request's greedy mask.
 *
 * @param solved false if no solver answered and this is the request's greedy mask itself
 */
public record ChainAnswer(Solution<Mask> solution, SolveOutcome outcome, boolean solved) {}
