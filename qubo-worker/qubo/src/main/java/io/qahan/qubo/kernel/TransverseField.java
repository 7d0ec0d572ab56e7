package io.qahan.qubo.kernel;

/**
 * The field G of a simulated quantum annealing, in units of its temperature T, which falls
 * geometrically from {@value #FIRST} to {@value #LAST}.
 */
public final class TransverseField {
  private static final double FIRST = 3;
  private static final double LAST = 1e-3;

  private TransverseField() {}

  /**
   * What binds a variable to itself in the next Trotter slice, K = -1/2 ln tanh(G / T): next to
   * nothing at first, and more than any move can pay for in the end.
   *
   * @param step of 0 to {@code steps} - 1
   */
  public static double bond(int step, int steps) {
    double progress = steps == 1 ? 1 : step / (steps - 1.0);
    double field = FIRST * Math.pow(LAST / FIRST, progress);
    return -Math.log(Math.tanh(field)) / 2;
  }
}
