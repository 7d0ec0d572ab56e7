package io.qahan.ingest.conv;

/**
 * The rectangle of input pixels that a feature is computed from, the same in every channel.
 *
 * @param rows of the input
 * @param columns of the input
 */
public record ReceptiveField(PixelRange rows, PixelRange columns) {
  /** Whether it has the pixel at (row, column). */
  public boolean contains(int row, int column) {
    return rows.first() <= row
        && row <= rows.last()
        && columns.first() <= column
        && column <= columns.last();
  }
}
