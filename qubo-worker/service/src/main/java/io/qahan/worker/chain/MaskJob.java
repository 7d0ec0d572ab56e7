package io.qahan.worker.chain;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import java.time.Duration;
import java.time.Instant;

/**
 * A mask request, read and checked.
 *
 * @param greedy the mask that answers if no solver does
 * @param greedyEnergy its energy, recomputed
 * @param seed of every random choice
 * @param allowed from its making to when the answer is too late; negative if it was late already
 * @param convVersion the conv stack that made the blocks
 * @param createdAt when it was made, by ingest's clock
 */
public record MaskJob(
    MaskProblem problem,
    Mask greedy,
    double greedyEnergy,
    long seed,
    Duration allowed,
    String convVersion,
    Instant createdAt) {}
