package io.qahan.worker.chain;

import java.time.Duration;

/**
 * What a worker allows its solver at D-Wave.
 *
 * @param reads anneals for one request
 * @param atOnce problems open at the same time
 * @param leastTime with less left until the deadline a request is not sent
 * @param mostBlocks of a problem that is solved in parts
 */
public record DWaveLimits(int reads, int atOnce, Duration leastTime, int mostBlocks) {}
