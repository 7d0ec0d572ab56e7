package io.qahan.ingest.page;

import java.time.Duration;
import java.util.Locale;

/**
 * How much the live page may take.
 *
 * @param browsers most open pages
 * @param updatesPerSecond most updates of the numbers
 * @param patience how long a browser may take for one event before it is dropped
 */
public record PageOptions(int browsers, int updatesPerSecond, Duration patience) {
  public PageOptions {
    if (browsers < 0 || updatesPerSecond < 1 || patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "live page with [%d] browsers, [%d] updates/s and a patience of [%s]; give 0, 1 and"
                  + " more",
              browsers,
              updatesPerSecond,
              patience));
    }
  }
}
