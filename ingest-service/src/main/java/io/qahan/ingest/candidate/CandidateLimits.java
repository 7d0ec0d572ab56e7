package io.qahan.ingest.candidate;

import java.util.Locale;

/**
 * Which answers become records of {@code label-candidates}.
 *
 * @param margin by which the best class leads at most, above 0, up to 1
 * @param perSecond how many an images partition gives in a second at most; 0 for none at all
 */
public record CandidateLimits(double margin, int perSecond) {
  public CandidateLimits {
    if (!(margin > 0 && margin <= 1) || perSecond < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "candidates of margin [%s], [%d] a second; give a margin above 0 and up to 1, and 0 or"
                  + " more a second",
              margin,
              perSecond));
    }
  }
}
