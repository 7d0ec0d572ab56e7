package io.qahan.ingest.conv;

import java.util.Locale;

/**
 * Cuts a feature vector (C x H x W order) into the blocks that a mask keeps or drops; each block,
 * flattened, is one row of the block matrix B (eq. 9). With one feature a block nothing moves.
 *
 * @param layout how; blocks are counted row-major, and so are the features of a SQUARE's block
 * @param rows l, how many blocks lie below each other
 * @param columns m, how many blocks lie beside each other
 * @param features length of the feature vector; for SQUARE a square number
 */
public record BlockGrid(BlockLayout layout, int rows, int columns, int features) {

  public BlockGrid {
    if (layout == BlockLayout.SQUARE) {
      checkSquare(rows, columns, features);
    } else if (rows < 1
        || columns < 1
        || features < 1
        || features % Math.multiplyExact(rows, columns) != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "block grid [%d x %d] does not cut %d features into equal blocks; choose a number of"
                  + " blocks that divides it",
              rows,
              columns,
              features));
    }
  }

  /** The paper's layout. */
  public BlockGrid(int rows, int columns, int features) {
    this(BlockLayout.SQUARE, rows, columns, features);
  }

  private static void checkSquare(int rows, int columns, int features) {
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

  static int sideOf(int features) {
    int side = (int) Math.round(Math.sqrt(features));
    if (features < 1 || side * side != features) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "feature count [%d] is not a square number, as layout square wants it; choose layout"
                  + " spatial or rows",
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

  /**
   * How many blocks are in a row of the grid in which they are neighbours: all of them in a chain,
   * which SPATIAL alone is not.
   */
  public int neighbourColumns() {
    return layout == BlockLayout.SPATIAL ? columns : blocks();
  }

  /** Position in the feature vector of entry {@code offset} (0 to d - 1) of {@code block}. */
  public int featureIndex(int block, int offset) {
    return switch (layout) {
      case ROWS -> block * dimension() + offset;
      case SPATIAL -> offset * blocks() + block;
      case SQUARE -> {
        int side = sideOf(features);
        int height = side / rows;
        int width = side / columns;
        int row = block / columns * height + offset / width;
        int column = block % columns * width + offset % width;
        yield row * side + column;
      }
    };
  }

  /** Which entry (0 to d - 1) of its block the feature at {@code index} is. */
  public int offsetOf(int index) {
    return switch (layout) {
      case ROWS -> index % dimension();
      case SPATIAL -> index / blocks();
      case SQUARE -> {
        int side = sideOf(features);
        int height = side / rows;
        int width = side / columns;
        yield index / side % height * width + index % side % width;
      }
    };
  }

  /** The block matrix B of {@code vector}: n x d, row-major; always a new array. */
  public float[] toBlocks(float[] vector) {
    checkLength(vector);
    if (layout == BlockLayout.SPATIAL) {
      return transposed(vector, dimension(), blocks());
    }
    float[] matrix = new float[features];
    copyRows(
        (inVector, inMatrix, length) ->
            System.arraycopy(vector, inVector, matrix, inMatrix, length));
    return matrix;
  }

  /** The feature vector of the block matrix {@code matrix}: the inverse of {@link #toBlocks}. */
  public float[] toFeatures(float[] matrix) {
    checkLength(matrix);
    if (layout == BlockLayout.SPATIAL) {
      return transposed(matrix, blocks(), dimension());
    }
    float[] vector = new float[features];
    copyRows(
        (inVector, inMatrix, length) ->
            System.arraycopy(matrix, inMatrix, vector, inVector, length));
    return vector;
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] turned = new float[values.length];
    for (int row = 0, at = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++, at++) {
        turned[column * rows + row] = values[at];
      }
    }
    return turned;
  }

  private interface RowCopy {
    void copy(int inVector, int inMatrix, int length);
  }

  /** Visits what lies together in both; where nothing moves, the whole vector as it is. */
  private void copyRows(RowCopy copy) {
    if (dimension() == 1 || layout == BlockLayout.ROWS) {
      copy.copy(0, 0, features);
      return;
    }
    int width = sideOf(features) / columns;
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
