package io.qahan.dwave.qpu;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** A function that is linear between given points and constant beyond them. Thread safe. */
final class PiecewiseLinear {
  private final double[] x;
  private final double[] y;

  private PiecewiseLinear(double[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  /**
   * Reads a list whose first half has the points and whose second half their values.
   *
   * @throws IllegalArgumentException if it has no such halves
   */
  static PiecewiseLinear of(JsonNode list) {
    if (list.size() < 2 || list.size() % 2 != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The solver's readout_time_model_parameters must be an even number, not [%d]",
              list.size()));
    }
    int n = list.size() / 2;
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = list.get(i).asDouble();
      y[i] = list.get(n + i).asDouble();
    }
    return new PiecewiseLinear(x, y);
  }

  double at(double point) {
    int right = 0;
    while (right < x.length && x[right] < point) {
      right++;
    }
    if (right == 0 || right == x.length) {
      return y[Math.min(right, x.length - 1)];
    }
    double part = (point - x[right - 1]) / (x[right] - x[right - 1]);
    return y[right - 1] + part * (y[right] - y[right - 1]);
  }
}
