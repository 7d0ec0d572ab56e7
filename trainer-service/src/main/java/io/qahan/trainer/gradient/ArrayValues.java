package io.qahan.trainer.gradient;

import ai.djl.ndarray.NDArray;

/** Puts values into native arrays that others hold on to. */
public final class ArrayValues {
  private ArrayValues() {}

  /**
   * Replaces all values of an array. It stays the same object, and goes on requiring a gradient if
   * it did. {@link NDArray#set(float[])} would do as well, but DJL's native code for it uses what
   * PyTorch has deprecated, for which PyTorch prints a warning in every process.
   *
   * @param values row-major, as many as the array has
   */
  public static void replace(NDArray array, float[] values) {
    boolean learned = array.hasGradient();
    try (NDArray borrowed = array.getManager().create(values, array.getShape())) {
      array.intern(borrowed.duplicate()); // a copy, because the other lives in memory of the JVM
    }
    if (learned) {
      array.setRequiresGradient(true);
    }
  }
}
