package io.qahan.qubo.mask;

import java.util.Arrays;

/**
 * The blocks by falling norm, as many as are asked for, without sorting the rest: a histogram over
 * the leading bits of the norms finds how far down to go. For one thread.
 */
public final class NormOrder {
  private static final int BUCKETS = 1 << 11;
  private static final int BUCKET_SHIFT = 20;
  private static final int DIGIT_BITS = 8;
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
    int lowest = atLeast >= n ? 0 : lowestBucket(atLeast);
    // Norm and block in one long: the low bits of the norm make room for the block's number.
    int indexBits = Math.max(1, 32 - Integer.numberOfLeadingZeros(n - 1));
    long indexMask = (1L << indexBits) - 1;
    long[] keys = new long[n];
    int size = 0;
    for (int a = 0; a < n; a++) {
      if (bucket(squaredNorms[a]) >= lowest) {
        keys[size++] = (~Double.doubleToRawLongBits(squaredNorms[a]) & ~indexMask) | a;
      }
    }
    keys = sorted(keys, size, indexBits);
    blocks = new int[size];
    for (int i = 0; i < size; i++) {
      blocks[i] = (int) (keys[i] & indexMask);
    }
    settleTruncatedBits();
    norms = new double[size];
    for (int i = 0; i < size; i++) {
      norms[i] = Math.sqrt(squaredNorms[blocks[i]]);
    }
  }

  /**
   * By a radix sort, a byte at a time: a third of the time of {@link Arrays#sort(long[])}. The
   * blocks' numbers, in the low bits, ascend already.
   */
  private static long[] sorted(long[] keys, int size, int indexBits) {
    long[] from = keys;
    long[] to = new long[size];
    int[] starts = new int[DIGITS];
    for (int shift = indexBits; shift < Long.SIZE; shift += DIGIT_BITS) {
      Arrays.fill(starts, 0);
      for (int i = 0; i < size; i++) {
        starts[digit(from[i], shift)]++;
      }
      if (starts[digit(from[0], shift)] == size) { // the same in all
        continue;
      }
      int start = 0;
      for (int digit = 0; digit < DIGITS; digit++) {
        int count = starts[digit];
        starts[digit] = start;
        start += count;
      }
      for (int i = 0; i < size; i++) {
        to[starts[digit(from[i], shift)]++] = from[i];
      }
      long[] swapped = from;
      from = to;
      to = swapped;
    }
    return from;
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & (DIGITS - 1);
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

  /** Insertion sort of what is all but sorted: norms that differ only in the bits cut off. */
  private void settleTruncatedBits() {
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

  private int lowestBucket(int atLeast) {
    int[] sizes = new int[BUCKETS];
    for (double norm : squaredNorms) {
      sizes[bucket(norm)]++;
    }
    int bucket = BUCKETS - 1;
    for (int reached = sizes[bucket]; reached < atLeast; reached += sizes[bucket]) {
      bucket--;
    }
    return bucket;
  }

  private static int bucket(double squaredNorm) {
    return Float.floatToRawIntBits((float) squaredNorm) >>> BUCKET_SHIFT;
  }
}
