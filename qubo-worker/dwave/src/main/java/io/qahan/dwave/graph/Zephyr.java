package io.qahan.dwave.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Z(m, t): (2m+1) x (2m+1) cells with 2t lines each way; a qubit is two cells long. Up to 20
 * neighbours at t = 4.
 *
 * @param m 1 to 32
 * @param t 1 to 16; 4 on D-Wave's chips
 */
public record Zephyr(int m, int t) implements Topology {
  public Zephyr {
    Shapes.check("zephyr m", m, 1, 32);
    Shapes.check("zephyr t", t, 1, 16);
  }

  /**
   * Where a qubit lies.
   *
   * @param w perpendicular offset, 0 to 2m
   * @param k tile number, 0 to t - 1
   * @param j 0 or 1: whether its line's qubits begin at the first or the second cell
   * @param z place along its line, 0 to m - 1
   */
  public record Coordinate(Orientation orientation, int w, int k, int j, int z) {}

  public Coordinate coordinate(int qubit) {
    Shapes.checkQubit(this, qubit);
    int line = qubit / m;
    int tile = line / 2 / t;
    return new Coordinate(
        Orientation.of(tile / (2 * m + 1)), tile % (2 * m + 1), line / 2 % t, line % 2, qubit % m);
  }

  public int index(Coordinate at) {
    int tile = at.orientation.u() * (2 * m + 1) + at.w;
    return ((tile * t + at.k) * 2 + at.j) * m + at.z;
  }

  @Override
  public int[] neighbours(int qubit) {
    Coordinate at = coordinate(qubit);
    IntStream.Builder found = IntStream.builder();
    addAlong(at, found);
    for (int k = 0; k < t; k++) {
      for (int j = 0; j < 2; j++) {
        int z = Math.floorDiv(at.w - j, 2);
        if (z >= 0 && z < m) {
          for (int w = 2 * at.z + at.j; w <= 2 * at.z + at.j + 1; w++) {
            found.add(index(new Coordinate(at.orientation.crossing(), w, k, j, z)));
          }
        }
      }
    }
    return Arrays.stream(found.build().toArray()).sorted().toArray();
  }

  /** External and odd couplers. */
  private void addAlong(Coordinate at, IntStream.Builder found) {
    for (int z = Math.max(0, at.z - 1); z <= Math.min(m - 1, at.z + 1); z++) {
      if (z != at.z) {
        found.add(index(new Coordinate(at.orientation, at.w, at.k, at.j, z)));
      }
      // A qubit with j = 1 begins in the last cell of the one with j = 0 and the same z.
      if (z == at.z || z == at.z + 2 * at.j - 1) {
        found.add(index(new Coordinate(at.orientation, at.w, at.k, 1 - at.j, z)));
      }
    }
  }

  /**
   * Which of a qubit's two groups of couplers one belongs to, for the solver's {@code
   * per_group_coupling_range}.
   *
   * @param neighbour coupled to the qubit
   * @return 1 for the couplers in the qubit's first cell, 0 for those in its second
   */
  public int couplingGroup(int qubit, int neighbour) {
    Coordinate at = coordinate(qubit);
    Coordinate to = coordinate(neighbour);
    if (at.orientation != to.orientation) {
      return 2 * at.z + at.j + 1 - to.w;
    }
    return at.j != to.j ? at.z + at.j - to.z : at.z > to.z ? 1 : 0;
  }

  @Override
  public String type() {
    return "zephyr";
  }

  @Override
  public List<Integer> shape() {
    return List.of(m, t);
  }

  @Override
  public int indices() {
    return 4 * t * m * (2 * m + 1);
  }

  @Override
  public boolean inFabric(int qubit) {
    return qubit >= 0 && qubit < indices();
  }

  @Override
  public int rows() {
    return 2 * m + 1;
  }

  @Override
  public int columns() {
    return 2 * m + 1;
  }

  @Override
  public int bits() {
    return 2 * t;
  }

  @Override
  public int span() {
    return 2;
  }

  @Override
  public int segments(Orientation orientation) {
    return m;
  }

  @Override
  public int offset(Orientation orientation, int line, int bit) {
    return bit % 2;
  }

  @Override
  public int qubit(Orientation orientation, int line, int bit, int z) {
    return index(new Coordinate(orientation, line, bit / 2, bit % 2, z));
  }
}
