package io.qahan.dwave.clique;

import io.qahan.dwave.graph.CellGrid;
import io.qahan.dwave.graph.Orientation;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.stream.IntStream;

/**
 * Which lines of a working graph run unbroken through which cells, and which of their qubits are
 * still free. Not thread safe.
 */
final class FreeLines {
  private final WorkingGraph graph;
  private final CellGrid grid;

  /** By qubit: its orientation, bit and line, packed. */
  private final int[] place;

  /** By orientation and line * cells + cell: bits of the lines with a free qubit there. */
  private final int[][] free = new int[2][];

  /** The same: bits of the lines that go on unbroken to the next cell. */
  private final int[][] unbroken = new int[2][];

  /** All working qubits are free. */
  FreeLines(WorkingGraph graph) {
    this.graph = graph;
    grid = graph.topology();
    place = new int[graph.topology().indices()];
    for (Orientation u : Orientation.values()) {
      free[u.u()] = new int[grid.lines(u) * grid.cells(u)];
      unbroken[u.u()] = new int[grid.lines(u) * grid.cells(u)];
      for (int line = 0; line < grid.lines(u); line++) {
        look(u, line);
      }
    }
  }

  private FreeLines(FreeLines that) {
    graph = that.graph;
    grid = that.grid;
    place = that.place;
    for (int u = 0; u < 2; u++) {
      free[u] = that.free[u].clone();
      unbroken[u] = that.unbroken[u];
    }
  }

  FreeLines copy() {
    return new FreeLines(this);
  }

  private void look(Orientation u, int line) {
    int cells = grid.cells(u);
    for (int bit = 0; bit < grid.bits(); bit++) {
      int last = -1;
      for (int cell = 0; cell < cells; cell++) {
        int qubit = grid.qubitAt(u, line, bit, cell);
        if (graph.works(qubit)) {
          place[qubit] = line << 8 | bit << 1 | u.u();
          free[u.u()][line * cells + cell] |= 1 << bit;
          if (cell > 0 && (qubit == last || graph.coupled(qubit, last))) {
            unbroken[u.u()][line * cells + cell - 1] |= 1 << bit;
          }
        }
        last = qubit;
      }
    }
  }

  /** Takes a working qubit: its line is broken there from now on. */
  void take(int qubit) {
    Orientation u = orientation(qubit);
    int bit = place[qubit] >> 1 & 0x7F;
    int cells = grid.cells(u);
    for (int cell = 0; cell < cells; cell++) {
      if (grid.qubitAt(u, line(qubit), bit, cell) == qubit) {
        free[u.u()][line(qubit) * cells + cell] &= ~(1 << bit);
      }
    }
  }

  Orientation orientation(int qubit) {
    return Orientation.of(place[qubit] & 1);
  }

  /** The column or row of a working qubit. */
  int line(int qubit) {
    return place[qubit] >> 8;
  }

  /** Bits of the lines that are whole and free from the first to the last cell. */
  int whole(Orientation u, int line, int first, int last) {
    int cells = grid.cells(u);
    int whole = free[u.u()][line * cells + first];
    for (int cell = first + 1; cell <= last && whole != 0; cell++) {
      whole &= unbroken[u.u()][line * cells + cell - 1] & free[u.u()][line * cells + cell];
    }
    return whole;
  }

  /** The same one cell further, of what is whole so far. */
  int further(int whole, Orientation u, int line, int last) {
    int at = line * grid.cells(u) + last;
    return whole & unbroken[u.u()][at] & free[u.u()][at + 1];
  }

  /** The qubits of each of these lines between two cells, the line with fewest first. */
  int[][] qubits(Orientation u, int line, int first, int last) {
    int whole = whole(u, line, first, last);
    return IntStream.range(0, Integer.SIZE)
        .filter(bit -> (whole >> bit & 1) != 0)
        .mapToObj(
            bit ->
                IntStream.rangeClosed(first, last)
                    .map(cell -> grid.qubitAt(u, line, bit, cell))
                    .distinct()
                    .toArray())
        .sorted((a, b) -> Integer.compare(a.length, b.length))
        .toArray(int[][]::new);
  }

  CellGrid grid() {
    return grid;
  }
}
