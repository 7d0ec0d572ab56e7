package io.qahan.dwave.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * P_m: 6m x 6m cells with two lines each way; a qubit is six cells long. Up to 15 neighbours.
 *
 * @param m 2 to 32
 */
public record Pegasus(int m) implements Topology {
  private static final int QUBITS_PER_TILE = 12;

  /** Offsets S0 and S1 of vertical and horizontal qubits, by k. */
  private static final int[][] SHIFT = {
    {2, 2, 2, 2, 10, 10, 10, 10, 6, 6, 6, 6}, {6, 6, 6, 6, 2, 2, 2, 2, 10, 10, 10, 10}
  };

  /** First cell of the first vertical and horizontal qubits, by line modulo 6. */
  private static final int[][] OFFSET = {{1, 1, 5, 5, 3, 3}, {3, 3, 1, 1, 5, 5}};

  public Pegasus {
    Shapes.check("pegasus m", m, 2, 32);
  }

  /**
   * Where a qubit lies.
   *
   * @param w perpendicular offset of its tile, 0 to m - 1
   * @param k number in the tile, 0 to 11
   * @param z place along its line, 0 to m - 2
   */
  public record Coordinate(Orientation orientation, int w, int k, int z) {}

  public Coordinate coordinate(int qubit) {
    Shapes.checkQubit(this, qubit);
    int line = qubit / (m - 1);
    int tile = line / QUBITS_PER_TILE;
    return new Coordinate(
        Orientation.of(tile / m), tile % m, line % QUBITS_PER_TILE, qubit % (m - 1));
  }

  public int index(Coordinate at) {
    return ((at.orientation.u() * m + at.w) * QUBITS_PER_TILE + at.k) * (m - 1) + at.z;
  }

  @Override
  public int[] neighbours(int qubit) {
    Coordinate at = coordinate(qubit);
    IntStream.Builder found = IntStream.builder();
    found.add(index(new Coordinate(at.orientation, at.w, at.k ^ 1, at.z)));
    for (int z = at.z - 1; z <= at.z + 1; z += 2) {
      if (z >= 0 && z < m - 1) {
        found.add(index(new Coordinate(at.orientation, at.w, at.k, z)));
      }
    }
    Orientation across = at.orientation.crossing();
    for (int k = 0; k < QUBITS_PER_TILE; k++) {
      int w = at.z + (k < SHIFT[at.orientation.u()][at.k] ? 1 : 0);
      int z = at.w - (at.k < SHIFT[across.u()][k] ? 1 : 0);
      if (z >= 0 && z < m - 1) {
        found.add(index(new Coordinate(across, w, k, z)));
      }
    }
    return Arrays.stream(found.build().toArray()).sorted().toArray();
  }

  @Override
  public String type() {
    return "pegasus";
  }

  @Override
  public List<Integer> shape() {
    return List.of(m);
  }

  @Override
  public int indices() {
    return 2 * QUBITS_PER_TILE * m * (m - 1);
  }

  @Override
  public boolean inFabric(int qubit) {
    if (qubit < 0 || qubit >= indices()) {
      return false;
    }
    Coordinate at = coordinate(qubit);
    return !(at.w == 0 && at.k < 2) && !(at.w == m - 1 && at.k >= QUBITS_PER_TILE - 2);
  }

  @Override
  public int rows() {
    return 6 * m;
  }

  @Override
  public int columns() {
    return 6 * m;
  }

  @Override
  public int bits() {
    return 2;
  }

  @Override
  public int span() {
    return 6;
  }

  @Override
  public int segments(Orientation orientation) {
    return m - 1;
  }

  @Override
  public int offset(Orientation orientation, int line, int bit) {
    return OFFSET[orientation.u()][line % 6];
  }

  @Override
  public int qubit(Orientation orientation, int line, int bit, int z) {
    return index(new Coordinate(orientation, line / 6, 2 * (line % 6) + bit, z));
  }
}
