package io.qahan.deploy.pipeline;

import org.HdrHistogram.Histogram;

/** Times of any number of events in little memory, to three digits. Not thread safe. */
public final class Durations {
  private static final double MICROS = 1000;

  private final Histogram micros = new Histogram(3);

  /** One more. */
  public void add(double millis) {
    micros.recordValue(Math.max(0, Math.round(millis * MICROS)));
  }

  /** How they are distributed; zeros where there are none. */
  public Quantiles quantiles() {
    if (micros.getTotalCount() == 0) {
      return new Quantiles(0, 0, 0, 0, 0);
    }
    return new Quantiles(
        micros.getTotalCount(),
        rounded(micros.getMean() / MICROS),
        rounded(micros.getValueAtPercentile(50) / MICROS),
        rounded(micros.getValueAtPercentile(99) / MICROS),
        rounded(micros.getMaxValue() / MICROS));
  }

  private static double rounded(double millis) {
    return Math.round(millis * MICROS) / MICROS;
  }
}
