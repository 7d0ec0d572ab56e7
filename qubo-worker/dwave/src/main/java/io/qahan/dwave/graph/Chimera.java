package io.qahan.dwave.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * C(m, n, t): m rows of n cells, in each of them t vertical and t horizontal qubits, all coupled
 * across. A qubit is one cell long. Up to 6 neighbours at t = 4.
 *
 * @param rows m, 1 to 64
 * @param columns n, 1 to 64
 * @param shore t, 1 to 32
 */
public record Chimera(int rows, int columns, int shore) implements Topology {
  public Chimera {
    Shapes.check("chimera rows", rows, 1, 64);
    Shapes.check("chimera columns", columns, 1, 64);
    Shapes.check("chimera shore", shore, 1, 32);
  }

  /** Cell, orientation and number k of a qubit. */
  public record Coordinate(int row, int column, Orientation orientation, int k) {}

  public Coordinate coordinate(int qubit) {
    Shapes.checkQubit(this, qubit);
    int cell = qubit / (2 * shore);
    return new Coordinate(
        cell / columns, cell % columns, Orientation.of(qubit / shore % 2), qubit % shore);
  }

  public int index(Coordinate at) {
    return ((columns * at.row + at.column) * 2 + at.orientation.u()) * shore + at.k;
  }

  @Override
  public int[] neighbours(int qubit) {
    Coordinate at = coordinate(qubit);
    boolean vertical = at.orientation == Orientation.VERTICAL;
    Orientation across = at.orientation.crossing();
    IntStream.Builder found = IntStream.builder();
    for (int k = 0; k < shore; k++) {
      found.add(index(new Coordinate(at.row, at.column, across, k)));
    }
    for (int step = -1; step <= 1; step += 2) {
      int row = at.row + (vertical ? step : 0);
      int column = at.column + (vertical ? 0 : step);
      if (row >= 0 && row < rows && column >= 0 && column < columns) {
        found.add(index(new Coordinate(row, column, at.orientation, at.k)));
      }
    }
    return Arrays.stream(found.build().toArray()).sorted().toArray();
  }

  @Override
  public String type() {
    return "chimera";
  }

  @Override
  public List<Integer> shape() {
    return List.of(rows, columns, shore);
  }

  @Override
  public int indices() {
    return 2 * shore * rows * columns;
  }

  @Override
  public boolean inFabric(int qubit) {
    return qubit >= 0 && qubit < indices();
  }

  @Override
  public int bits() {
    return shore;
  }

  @Override
  public int span() {
    return 1;
  }

  @Override
  public int segments(Orientation orientation) {
    return cells(orientation);
  }

  @Override
  public int offset(Orientation orientation, int line, int bit) {
    return 0;
  }

  @Override
  public int qubit(Orientation orientation, int line, int bit, int z) {
    return orientation == Orientation.VERTICAL
        ? index(new Coordinate(z, line, orientation, bit))
        : index(new Coordinate(line, z, orientation, bit));
  }
}
