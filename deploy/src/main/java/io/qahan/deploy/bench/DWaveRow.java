package io.qahan.deploy.bench;

import java.util.Locale;

/**
 * A measurement of {@code bench dwave}.
 *
 * @param what was measured
 * @param unit of the value
 * @param goal in words; empty without one
 */
record DWaveRow(String what, double value, String unit, String goal) {
  String line() {
    return String.format(Locale.ROOT, "%-72s %12.4g %-10s %s", what, value, unit, goal)
        .stripTrailing();
  }
}
