package io.qahan.qubo.kernel;

/**
 * SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), inlined into the solvers' loops: one
 * multiplication chain per 64 bits, no bounds to reject. For one thread.
 */
public final class FastRandom {
  private long state;

  public FastRandom(long seed) {
    state = seed;
  }

  public long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Evenly spread over (0, 1), never an end. */
  double nextDouble() {
    return ((nextLong() >>> 11) + 0.5) * 0x1p-53;
  }

  /** Standard normal (Box and Muller, 1958). */
  public double nextGaussian() {
    return Math.sqrt(-2 * Math.log(nextDouble())) * Math.cos(2 * Math.PI * nextDouble());
  }

  /** From 0 to bound - 1 out of the upper 32 of the given random bits; biased by 2^-32 at most. */
  public static int upper(long bits, int bound) {
    return (int) (((bits >>> 32) * bound) >>> 32);
  }

  /** The same out of the lower 32. */
  public static int lower(long bits, int bound) {
    return (int) (((bits & 0xFFFFFFFFL) * bound) >>> 32);
  }
}
