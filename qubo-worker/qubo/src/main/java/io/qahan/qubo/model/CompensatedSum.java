package io.qahan.qubo.model;

/** Neumaier's sum: as if added in twice the precision and rounded once, for any sane length. */
public final class CompensatedSum {
  private double sum;
  private double lost;

  public void add(double value) {
    double next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }

  public double value() {
    return sum + lost;
  }
}
