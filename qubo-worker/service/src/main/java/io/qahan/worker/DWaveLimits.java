package io.qahan.worker;

import io.qahan.schemas.settings.Settings;
import java.time.Duration;

/**
 * What a worker allows its solver at D-Wave.
 *
 * @param reads anneals for one request
 * @param atOnce problems open at the same time
 * @param leastTime with less left until the deadline a request is not sent
 * @param mostBlocks of a problem that is solved in parts
 */
record DWaveLimits(int reads, int atOnce, Duration leastTime, int mostBlocks) {

  static DWaveLimits from(Settings settings) {
    return new DWaveLimits(
        settings.get(WorkerSettings.DWAVE_READS),
        settings.get(WorkerSettings.DWAVE_IN_FLIGHT),
        settings.get(WorkerSettings.DWAVE_LEAST_TIME),
        settings.get(WorkerSettings.DWAVE_BLOCKS));
  }
}
