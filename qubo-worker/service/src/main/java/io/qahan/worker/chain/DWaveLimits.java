package io.qahan.worker.chain;

import io.qahan.dwave.qpu.Anneal;
import java.time.Duration;

/**
 * What a worker allows its solver at D-Wave.
 *
 * @param reads anneals for one request
 * @param atOnce problems open at the same time
 * @param leastTime with less left until the deadline a request is not sent
 * @param mostBlocks of a problem that is solved in parts
 * @param together the most masks that a QPU is sent in one problem; 1 sends each by itself
 * @param linger how long the first of them waits for others
 * @param anneal the way a QPU anneals
 */
public record DWaveLimits(
    int reads,
    int atOnce,
    Duration leastTime,
    int mostBlocks,
    int together,
    Duration linger,
    Anneal anneal) {}
