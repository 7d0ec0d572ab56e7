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
  private final WorkingGraph graph;
  private final CellGrid grid;

  /** By qubit: its orientation, bit and line, packed. */
  private final int[] place;

  /** By orientation and line * cells + cell: bits of the lines with a working qubit there. */
  private final int[][] working = new int[2][];

  /** The same: bits of the lines that go on unbroken to the next cell. */
  private final int[][] unbroken = new int[2][];

  /** By orientation, number of cells - 1, and line * cells + first cell. */
  private final int[][][] runs = new int[2][][];

  LineRuns(WorkingGraph graph) {
    this.graph = graph;
    grid = graph.topology();
    place = new int[graph.topology().indices()];
    for (Orientation u : Orientation.values()) {
      int cells = grid.cells(u);
      working[u.u()] = new int[grid.lines(u) * cells];
      unbroken[u.u()] = new int[grid.lines(u) * cells];
      runs[u.u()] = new int[cells][grid.lines(u) * cells];
      for (int line = 0; line < grid.lines(u); line++) {
        look(u, line);
        count(u, line);
      }
    }
  }

  private LineRuns(LineRuns that) {
    graph = that.graph;
    grid = that.grid;
    place = that.place;
    for (int u = 0; u < 2; u++) {
      working[u] = that.working[u].clone();
      unbroken[u] = that.unbroken[u].clone();
      runs[u] = new int[that.runs[u].length][];
      for (int i = 0; i < runs[u].length; i++) {
        runs[u][i] = that.runs[u][i].clone();
      }
    }
  }

  LineRuns copy() {
    return new LineRuns(this);
  }

  private void look(Orientation u, int line) {
    int cells = grid.cells(u);
    for (int bit = 0; bit < grid.bits(); bit++) {
      int last = -1;
      for (int cell = 0; cell < cells; cell++) {
        int qubit = grid.qubitAt(u, line, bit, cell);
        if (graph.works(qubit)) {
          place[qubit] = line << 8 | bit << 1 | u.u();
          working[u.u()][line * cells + cell] |= 1 << bit;
          if (cell > 0 && (qubit == last || graph.coupled(qubit, last))) {
            unbroken[u.u()][line * cells + cell - 1] |= 1 << bit;
          }
        }
        last = qubit;
      }
    }
  }

  /** Takes a working qubit for missing from here on. */
  void remove(int qubit) {
    Orientation u = Orientation.of(place[qubit] & 1);
    int bit = place[qubit] >> 1 & 0x7F;
    int line = place[qubit] >> 8;
    int cells = grid.cells(u);
    for (int cell = 0; cell < cells; cell++) {
      if (grid.qubitAt(u, line, bit, cell) == qubit) {
        working[u.u()][line * cells + cell] &= ~(1 << bit);
      }
    }
    count(u, line);
  }

  private void count(Orientation u, int line) {
    int cells = grid.cells(u);
    int early = earlyBits(u, line);
    for (int first = 0; first < cells; first++) {
      int whole = working[u.u()][line * cells + first];
      for (int last = first; last < cells; last++) {
        if (last > first) {
          whole &= unbroken[u.u()][line * cells + last - 1] & working[u.u()][line * cells + last];
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

  /** Bits of the lines that are whole from the first to the last cell. */
  int whole(Orientation u, int line, int first, int last) {
    int cells = grid.cells(u);
    int whole = working[u.u()][line * cells + first];
    for (int cell = first + 1; cell <= last; cell++) {
      whole &= unbroken[u.u()][line * cells + cell - 1] & working[u.u()][line * cells + cell];
    }
    return whole;
  }

  CellGrid grid() {
    return grid;
  }
}
