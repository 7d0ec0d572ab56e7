package io.qahan.dwave.clique;

import static io.qahan.dwave.graph.Orientation.HORIZONTAL;
import static io.qahan.dwave.graph.Orientation.VERTICAL;

import io.qahan.dwave.graph.CellGrid;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An L of cells: one row between two columns and one column between two rows, which meet in a cell.
 * Each pair of a whole line in the column and a whole line in the row makes a chain.
 */
record Ell(int column, int top, int bottom, int row, int left, int right) {

  /**
   * As many disjoint chains of at most so many qubits as there can be, the shortest ones: a line of
   * the column that takes many qubits is paired with one of the row that takes few.
   */
  List<int[]> chains(LineRuns runs, int cap) {
    CellGrid grid = runs.grid();
    int chains =
        Pairing.count(
            runs.over(VERTICAL, bottom - top + 1)[column * grid.cells(VERTICAL) + top],
            runs.over(HORIZONTAL, right - left + 1)[row * grid.cells(HORIZONTAL) + left],
            cap);
    return paired(runs.lines(), chains);
  }

  /** The most chains that its lines make, however long. */
  int most(FreeLines lines) {
    return Math.min(
        Integer.bitCount(lines.whole(VERTICAL, column, top, bottom)),
        Integer.bitCount(lines.whole(HORIZONTAL, row, left, right)));
  }

  /** So many chains, as its lines make at least. */
  List<int[]> paired(FreeLines lines, int chains) {
    int[][] down = lines.qubits(VERTICAL, column, top, bottom);
    int[][] across = lines.qubits(HORIZONTAL, row, left, right);
    Comparator<int[]> byLength = Comparator.comparingInt(line -> line.length);
    Arrays.sort(across, 0, chains, byLength.reversed());
    return IntStream.range(0, chains)
        .mapToObj(i -> IntStream.concat(Arrays.stream(down[i]), Arrays.stream(across[i])).toArray())
        .toList();
  }
}
