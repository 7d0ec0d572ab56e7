package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import java.util.Arrays;

/**
 * A sample being searched, with what its flips cost kept up to date. For either vartype, with
 * step_v the change of x_v when it flips (+-1 of a bit, +-2 of a spin) and the local field
 *
 * <pre>
 * field_v = linear_v + sum_u bias_uv x_u,
 * </pre>
 *
 * <p>a flip costs step_v * field_v, and adds step_v * bias_uv to the field of each neighbour u. For
 * one thread; nothing is allocated after construction.
 */
final class LocalFields {
  private final BinaryQuadraticModel model;
  private final int n;
  private final int[] rowStarts;
  private final int[] neighbours;
  private final double[] biases;
  private final double[] fields;
  private final double[] steps;
  private final double stepSize;
  private double energy;

  /** Starts with all variables at their lesser value; O(n + interactions). */
  LocalFields(BinaryQuadraticModel model) {
    this.model = model;
    n = model.variables();
    rowStarts = model.adjacency().rowStarts();
    neighbours = model.adjacency().neighbours();
    biases = model.adjacency().biases();
    fields = new double[n];
    steps = new double[n];
    stepSize = 1.0 - model.vartype().low();
    Arrays.fill(steps, stepSize);
    refresh();
  }

  /** Starts as a copy of another; O(n). */
  LocalFields(LocalFields other) {
    model = other.model;
    n = other.n;
    rowStarts = other.rowStarts;
    neighbours = other.neighbours;
    biases = other.biases;
    fields = other.fields.clone();
    steps = other.steps.clone();
    stepSize = other.stepSize;
    energy = other.energy;
  }

  BinaryQuadraticModel model() {
    return model;
  }

  /** A random sample. */
  void randomize(FastRandom random) {
    long bits = 0;
    for (int v = 0; v < n; v++) {
      bits = v % Long.SIZE == 0 ? random.nextLong() : bits >>> 1;
      steps[v] = (bits & 1) == 0 ? stepSize : -stepSize;
    }
    refresh();
  }

  void set(Sample sample) {
    for (int v = 0; v < n; v++) {
      steps[v] = sample.value(v) == 1 ? -stepSize : stepSize;
    }
    refresh();
  }

  void copyFrom(LocalFields other) {
    System.arraycopy(other.steps, 0, steps, 0, n);
    System.arraycopy(other.fields, 0, fields, 0, n);
    energy = other.energy;
  }

  /** Fields and energy from nothing but the biases: no rounding of earlier flips is left. */
  void refresh() {
    double twice = 0;
    for (int v = 0; v < n; v++) {
      double field = model.linear(v);
      for (int i = rowStarts[v]; i < rowStarts[v + 1]; i++) {
        field += biases[i] * value(neighbours[i]);
      }
      fields[v] = field;
      twice += value(v) * (field + model.linear(v));
    }
    energy = twice / 2;
  }

  private double value(int v) {
    return steps[v] < 0 ? 1 : model.vartype().low();
  }

  /** Energy of the sample without the offset, added up flip by flip since the last refresh. */
  double energy() {
    return energy;
  }

  /** Each variable's local field; read only. */
  double[] fields() {
    return fields;
  }

  /** Each variable's change when it flips; read only. */
  double[] steps() {
    return steps;
  }

  /** Energy after flipping v minus energy now. */
  double delta(int v) {
    return steps[v] * fields[v];
  }

  void flip(int v) {
    double step = steps[v];
    energy += step * fields[v];
    steps[v] = -step;
    int from = rowStarts[v];
    int to = rowStarts[v + 1];
    if (to - from == n - 1) {
      // All others are neighbours, in order: loops without indices, which become vector code.
      add(0, v, from, step);
      add(v + 1, n, from - 1, step);
    } else {
      for (int i = from; i < to; i++) {
        fields[neighbours[i]] += step * biases[i];
      }
    }
  }

  private void add(int first, int end, int shift, double step) {
    for (int u = first; u < end; u++) {
      fields[u] += step * biases[shift + u];
    }
  }

  /** Flips downhill, variable after variable, until no flip is. */
  void descend() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int v = 0; v < n; v++) {
        if (isDownhill(delta(v))) {
          flip(v);
          moved = true;
        }
      }
    }
  }

  /** Whether a flip wins more than what rounding may pretend, so that descents end. */
  boolean isDownhill(double delta) {
    return delta < -model.rounding() / n;
  }

  /** The values, into an array of n. */
  void copyTo(byte[] values) {
    for (int v = 0; v < n; v++) {
      values[v] = steps[v] < 0 ? 1 : model.vartype().low();
    }
  }
}
