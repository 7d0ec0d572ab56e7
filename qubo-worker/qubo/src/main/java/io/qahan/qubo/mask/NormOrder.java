package io.qahan.qubo.mask;

import java.util.Arrays;

/**
 * The blocks by falling norm, as many as are asked for, without sorting the rest: a histogram over
 * the leading bits of the norms finds how far down to go. For one thread.
 */
public final class NormOrder {
  private static final int BUCKETS = 1 << 11;
  private static final int BUCKET_SHIFT = 20;

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
    Arrays.sort(keys, 0, size);
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
