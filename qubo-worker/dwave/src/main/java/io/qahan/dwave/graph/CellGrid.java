package io.qahan.dwave.graph;

/**
 * What Chimera, Pegasus and Zephyr have in common: a grid of cells with parallel lines through each
 * row and column, and every line cut into qubits of the same length. Two qubits of different
 * orientation are coupled (an internal coupler) if and only if they share a cell; consecutive
 * qubits of one line are coupled too (an external coupler).
 *
 * <p>A vertical line belongs to a column and its cells are the rows; a horizontal line belongs to a
 * row and its cells are the columns. A line is named by its orientation, the column or row, and its
 * number in there, the bit.
 */
public interface CellGrid {
  int rows();

  int columns();

  /** Lines of one orientation through a cell, 32 at most. */
  int bits();

  /** Cells that a qubit occupies. */
  int span();

  /** Qubits of one line. */
  int segments(Orientation orientation);

  /** First cell of a line's first qubit; its qubit z occupies the cells from offset + z * span. */
  int offset(Orientation orientation, int line, int bit);

  /** Index of a line's z-th qubit, 0 &lt;= z &lt; {@link #segments}. */
  int qubit(Orientation orientation, int line, int bit, int z);

  /** How many columns the vertical lines are spread over, or rows the horizontal ones. */
  default int lines(Orientation orientation) {
    return orientation == Orientation.VERTICAL ? columns() : rows();
  }

  /** How many cells a line passes. */
  default int cells(Orientation orientation) {
    return lines(orientation.crossing());
  }

  /** Index of the qubit of a line that occupies a cell, -1 if there is none. */
  default int qubitAt(Orientation orientation, int line, int bit, int cell) {
    int z = Math.floorDiv(cell - offset(orientation, line, bit), span());
    return z < 0 || z >= segments(orientation) ? -1 : qubit(orientation, line, bit, z);
  }

  /** How many qubits of a line it takes to occupy the cells from first to last. */
  default int length(Orientation orientation, int line, int bit, int first, int last) {
    int offset = offset(orientation, line, bit);
    return Math.floorDiv(last - offset, span()) - Math.floorDiv(first - offset, span()) + 1;
  }
}
