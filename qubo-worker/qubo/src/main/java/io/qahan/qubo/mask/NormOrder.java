package io.qahan.qubo.mask;

import java.util.Arrays;

/**
 * The blocks by falling norm, as many as are asked for, without sorting the rest: a histogram over
 * the leading bits of the norms finds how far down to go. For one thread.
 */
public final class NormOrder {
  private static final int BUCKETS = 1 << 11;
  private static final int BUCKET_SHIFT = 20;
  private static final int DIGIT_BITS = 9;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final double[] squaredNorms;
  private int[] blocks = {};
  private double[] norms = {};

  public NormOrder(MaskProblem problem) {
    squaredNorms = problem.squaredNorms();
  }

  /** Orders at least the given number of blocks (or all there are). */
  public void reach(int atLeast) {
    int n = squaredNorms.length;
    if (blocks.length >= Math.min(atLeast, n)) {
      return;
    }
    // All that have the leading bits of the last block asked for, or larger ones.
    int[] sizes = new int[BUCKETS];
    int largest = 0;
    for (double norm : squaredNorms) {
      int bits = bits(norm);
      sizes[bits >>> BUCKET_SHIFT]++;
      largest = Math.max(largest, bits);
    }
    int lowest = BUCKETS - 1;
    int size = sizes[lowest];
    while (size < Math.min(atLeast, n)) {
      size += sizes[--lowest];
    }
    int least = lowest << BUCKET_SHIFT;
    // Norm and block in one long: how far the norm is below the largest, in single precision.
    long[] keys = new long[size];
    int next = 0;
    for (int a = 0; a < n; a++) {
      int bits = bits(squaredNorms[a]);
      if (bits >= least) {
        keys[next++] = ((long) (largest - bits) << Integer.SIZE) | a;
      }
    }
    keys = sorted(keys, largest - least);
    blocks = new int[size];
    for (int i = 0; i < size; i++) {
      blocks[i] = (int) keys[i];
    }
    settleRoundedNorms();
    norms = new double[size];
    for (int i = 0; i < size; i++) {
      norms[i] = Math.sqrt(squaredNorms[blocks[i]]);
    }
  }

  /**
   * By a radix sort of the keys' upper halves, which are at most {@code widest}: a third of the
   * time of {@link Arrays#sort(long[])}. The blocks' numbers, in the lower halves, ascend already.
   */
  private static long[] sorted(long[] keys, int widest) {
    long[] from = keys;
    long[] to = new long[keys.length];
    int[] starts = new int[DIGITS];
    for (int shift = 0; shift < Integer.SIZE && widest >>> shift != 0; shift += DIGIT_BITS) {
      Arrays.fill(starts, 0);
      for (long key : from) {
        starts[digit(key, shift)]++;
      }
      int start = 0;
      for (int digit = 0; digit < DIGITS; digit++) {
        int count = starts[digit];
        starts[digit] = start;
        start += count;
      }
      for (long key : from) {
        to[starts[digit(key, shift)]++] = key;
      }
      long[] swapped = from;
      from = to;
      to = swapped;
    }
    return from;
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> (Integer.SIZE + shift)) & (DIGITS - 1);
  }

  /** How many blocks are in order. */
  public int size() {
    return blocks.length;
  }

  /** The block of the i-th largest norm; ties in ascending order of block. */
  public int block(int i) {
    return blocks[i];
  }

  /** The i-th largest norm ||B_a||. */
  public double norm(int i) {
    return norms[i];
  }

  /** Insertion sort of what is all but sorted: norms that are the same in single precision. */
  private void settleRoundedNorms() {
    for (int i = 1; i < blocks.length; i++) {
      int block = blocks[i];
      int j = i;
      while (j > 0 && squaredNorms[blocks[j - 1]] < squaredNorms[block]) {
        blocks[j] = blocks[j - 1];
        j--;
      }
      blocks[j] = block;
    }
  }

  /** In the order of the norms, for they are not negative. */
  private static int bits(double squaredNorm) {
    return Float.floatToRawIntBits((float) squaredNorm);
  }
}
