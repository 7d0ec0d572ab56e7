package io.qahan.ingest.stream;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.head.Sparse;
import io.qahan.qubo.mask.Mask;
import java.util.Arrays;
import java.util.Locale;

/** From the kept rows of the block matrix to positions in the feature vector. */
final class KeptFeatures {
  private KeptFeatures() {}

  /** The rows of {@code blocks} (n x d) that {@code mask} keeps, one after the other. */
  static float[] rows(float[] blocks, int dimension, Mask mask) {
    int[] kept = mask.kept();
    float[] values = new float[kept.length * dimension];
    for (int i = 0; i < kept.length; i++) {
      System.arraycopy(blocks, kept[i] * dimension, values, i * dimension, dimension);
    }
    return values;
  }

  /** The kept rows again, from the features by ascending position: undoes {@link #of}. */
  static float[] rows(BlockGrid grid, Mask mask, Sparse features) {
    int dimension = grid.dimension();
    int[] kept = mask.kept();
    float[] rows = new float[kept.length * dimension];
    for (int i = 0; i < rows.length; i++) {
      int index = grid.featureIndex(kept[i / dimension], i % dimension);
      int place = Arrays.binarySearch(features.indices(), index);
      rows[i] = place < 0 ? 0 : features.values()[place];
    }
    return rows;
  }

  /**
   * The kept features by ascending position.
   *
   * @param rows the kept rows, d values each, in ascending order of their blocks
   * @throws IllegalArgumentException if they are not as many as the mask keeps, or not finite
   */
  static Sparse of(BlockGrid grid, Mask mask, float[] rows) {
    int dimension = grid.dimension();
    int[] kept = mask.kept();
    checkCount(rows, kept.length, dimension);
    // Blocks wider than one feature interleave in the vector: sort by position, carry the place.
    long[] places = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      places[i] = (long) grid.featureIndex(kept[i / dimension], i % dimension) << 32 | i;
    }
    Arrays.sort(places);
    int[] indices = new int[rows.length];
    float[] values = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      indices[i] = (int) (places[i] >>> 32);
      values[i] = rows[(int) places[i]];
    }
    return new Sparse(grid.features(), indices, values);
  }

  private static void checkCount(float[] rows, int kept, int dimension) {
    if (rows.length != kept * dimension) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] kept values, but the mask keeps [%d] blocks of %d",
              rows.length,
              kept,
              dimension));
    }
  }

  /** B^T x: the sum of the kept rows, which lie one after the other. */
  static double[] sumOf(float[] rows, int dimension) {
    double[] sums = new double[dimension];
    for (int row = 0; row < rows.length; row += dimension) {
      for (int j = 0; j < dimension; j++) {
        sums[j] += rows[row + j];
      }
    }
    return sums;
  }

  /**
   * What the head sees of the kept features.
   *
   * @param rows the kept rows, d values each, in ascending order of their blocks
   * @return for POOLED the mean of the kept blocks, d values of which zeros are not listed
   * @throws IllegalArgumentException if they are not as many as the mask keeps, or not finite
   */
  static Sparse seen(HeadInput output, BlockGrid grid, Mask mask, float[] rows) {
    if (output == HeadInput.MASKED) {
      return of(grid, mask, rows);
    }
    int dimension = grid.dimension();
    checkCount(rows, mask.count(), dimension);
    double[] sums = sumOf(rows, dimension);
    int blocks = Math.max(1, mask.count());
    int[] indices = new int[dimension];
    float[] means = new float[dimension];
    int listed = 0;
    for (int j = 0; j < dimension; j++) {
      means[listed] = (float) (sums[j] / blocks);
      if (means[listed] != 0) { // behind a rectifier many are zero
        indices[listed++] = j;
      }
    }
    return new Sparse(dimension, Arrays.copyOf(indices, listed), Arrays.copyOf(means, listed));
  }
}
