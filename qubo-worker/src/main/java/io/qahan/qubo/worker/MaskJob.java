package io.qahan.qubo.worker;

import io.qahan.qubo.Mask;
import io.qahan.qubo.MaskProblem;
import java.time.Instant;

/**
 * A mask request, read and checked.
 *
 * @param greedy the mask that answers if no solver does
 * @param greedyEnergy its energy, recomputed
 * @param seed of every random choice
 * @param created when the request was made
 * @param deadline when the answer is too late
 * @param convVersion the conv stack that made the blocks
 */
record MaskJob(
    MaskProblem problem,
    Mask greedy,
    double greedyEnergy,
    long seed,
    Instant created,
    Instant deadline,
    String convVersion) {}
