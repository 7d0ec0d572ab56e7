package io.qahan.ingest.conv;

import java.util.Locale;

/**
 * Cuts a feature vector into the blocks that a mask keeps or drops: the vector is laid out as a
 * square matrix, row-major, and cut into l x m equal blocks, counted row-major; each block,
 * flattened row-major, is one row of the block matrix B (eqs. 8 and 9). With l and m equal to the
 * square's side each block is one feature, and nothing moves.
 *
 * @param rows l, how many blocks lie below each other
 * @param columns m, how many blocks lie beside each other
 * @param features length of the feature vector, a square number
 */
public record BlockGrid(int rows, int columns, int features) {

  public BlockGrid {
    int side = sideOf(features);
    if (rows < 1 || columns < 1 || side % rows != 0 || side % columns != 0) {
      throw new IllegalArgumentException(
          String.format(
                  Locale.ROOT,
                  "block grid [%d x %d] does not cut the %d x %d square of %d features into equal"
                      + " blocks;",
                  rows,
                  columns,
                  side,
                  side,
                  features)
              + " choose divisors of "
              + side);
    }
  }

  /** One block a feature (d = 1): the paper's setting. */
  public static BlockGrid finest(int features) {
    int side = sideOf(features);
    return new BlockGrid(side, side, features);
  }

  private static int sideOf(int features) {
    int side = (int) Math.round(Math.sqrt(features));
    if (features < 1 || side * side != features) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "feature count [%d] is not a square number; the conv stack's output must fill a"
                  + " square",
              features));
    }
    return side;
  }

  /** n, the number of blocks: one bit of the mask each. */
  public int blocks() {
    return rows * columns;
  }

  /** d, the number of features in each block. */
  public int dimension() {
    return features / blocks();
  }

  /**
   * How many blocks to keep unless told otherwise: 100 of 3136, in proportion for fewer blocks but
   * at least 4, and never more than the paper's 100.
   */
  public int defaultKept() {
    return Math.min(blocks(), Math.max(4, Math.min(100, Math.round(blocks() * 100f / 3136))));
  }

  /** Position in the feature vector of entry {@code offset} (0 to d - 1) of {@code block}. */
  public int featureIndex(int block, int offset) {
    int side = sideOf(features);
    int height = side / rows;
    int width = side / columns;
    int row = block / columns * height + offset / width;
    int column = block % columns * width + offset % width;
    return row * side + column;
  }

  /** The block matrix B of {@code vector}: n x d, row-major; always a new array. */
  public float[] toBlocks(float[] vector) {
    checkLength(vector);
    float[] matrix = new float[features];
    copyRows(
        (inVector, inMatrix, length) ->
            System.arraycopy(vector, inVector, matrix, inMatrix, length));
    return matrix;
  }

  /** The feature vector of the block matrix {@code matrix}: the inverse of {@link #toBlocks}. */
  public float[] toFeatures(float[] matrix) {
    checkLength(matrix);
    float[] vector = new float[features];
    copyRows(
        (inVector, inMatrix, length) ->
            System.arraycopy(matrix, inMatrix, vector, inVector, length));
    return vector;
  }

  private interface RowCopy {
    void copy(int inVector, int inMatrix, int length);
  }

  /** Visits every row of every block; rows of one feature each are the whole vector as it is. */
  private void copyRows(RowCopy copy) {
    int width = sideOf(features) / columns;
    if (dimension() == 1) {
      copy.copy(0, 0, features);
      return;
    }
    for (int block = 0; block < blocks(); block++) {
      for (int offset = 0; offset < dimension(); offset += width) {
        copy.copy(featureIndex(block, offset), block * dimension() + offset, width);
      }
    }
  }

  private void checkLength(float[] values) {
    if (values.length != features) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] values for a block grid over %d features",
              values.length,
              features));
    }
  }
}
