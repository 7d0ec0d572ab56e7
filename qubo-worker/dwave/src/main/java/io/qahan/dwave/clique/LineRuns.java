package io.qahan.dwave.clique;

import io.qahan.dwave.graph.CellGrid;
import io.qahan.dwave.graph.Orientation;
import io.qahan.dwave.graph.WorkingGraph;

/**
 * Which lines of a working graph run unbroken through which cells. For a column (or row) and an
 * interval of its cells, a <em>run</em> says how many of its lines have all their qubits there
 * working and coupled one to the next, and how many qubits that takes. Lines of one column begin at
 * different cells in a Zephyr graph, so some need one qubit more than others: runs tell short from
 * long ones.
 *
 * <p>A run is packed into an int: qubits of a short line, number of short lines, number of long
 * ones, eight bits each.
 */
final class LineRuns {
  private final CellGrid grid;
  private final FreeLines lines;

  /** By orientation, number of cells - 1, and line * cells + first cell. */
  private final int[][][] runs = new int[2][][];

  LineRuns(WorkingGraph graph) {
    grid = graph.topology();
    lines = new FreeLines(graph);
    for (Orientation u : Orientation.values()) {
      int cells = grid.cells(u);
      runs[u.u()] = new int[cells][grid.lines(u) * cells];
      for (int line = 0; line < grid.lines(u); line++) {
        count(u, line);
      }
    }
  }

  private LineRuns(LineRuns that) {
    grid = that.grid;
    lines = that.lines.copy();
    for (int u = 0; u < 2; u++) {
      runs[u] = new int[that.runs[u].length][];
      for (int i = 0; i < runs[u].length; i++) {
        runs[u][i] = that.runs[u][i].clone();
      }
    }
  }

  LineRuns copy() {
    return new LineRuns(this);
  }

  /** Takes a working qubit for missing from here on. */
  void remove(int qubit) {
    lines.take(qubit);
    count(lines.orientation(qubit), lines.line(qubit));
  }

  private void count(Orientation u, int line) {
    int cells = grid.cells(u);
    int early = earlyBits(u, line);
    for (int first = 0; first < cells; first++) {
      int whole = lines.whole(u, line, first, first);
      for (int last = first; last < cells; last++) {
        if (last > first) {
          whole = lines.further(whole, u, line, last - 1);
        }
        runs[u.u()][last - first][line * cells + first] = run(u, line, first, last, whole, early);
      }
    }
  }

  private int run(Orientation u, int line, int first, int last, int whole, int early) {
    if (whole == 0) {
      return 0;
    }
    int length = grid.length(u, line, 0, first, last);
    int lateBit = Integer.numberOfTrailingZeros(~early);
    int lateLength = lateBit < grid.bits() ? grid.length(u, line, lateBit, first, last) : length;
    if (length == lateLength) {
      return length | Integer.bitCount(whole) << 8;
    }
    int shortBits = length < lateLength ? early : ~early;
    return Math.min(length, lateLength)
        | Integer.bitCount(whole & shortBits) << 8
        | Integer.bitCount(whole & ~shortBits) << 16;
  }

  /** The lines whose qubits begin where those of line 0 do. */
  private int earlyBits(Orientation u, int line) {
    int bits = 0;
    for (int bit = 0; bit < grid.bits(); bit++) {
      if (grid.offset(u, line, bit) == grid.offset(u, line, 0)) {
        bits |= 1 << bit;
      }
    }
    return bits;
  }

  /** Runs over so many cells, by line * cells + first cell. */
  int[] over(Orientation u, int cells) {
    return runs[u.u()][cells - 1];
  }

  /** The lines that the runs are of. */
  FreeLines lines() {
    return lines;
  }

  CellGrid grid() {
    return grid;
  }
}
