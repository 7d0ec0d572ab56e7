package io.qahan.dwave.graph;

/** How a qubit lies in the grid of cells. */
public enum Orientation {
  /** Within one column, across one or more rows. */
  VERTICAL(0),
  /** Within one row, across one or more columns. */
  HORIZONTAL(1);

  private final int u;

  Orientation(int u) {
    this.u = u;
  }

  /** The u of the coordinates: 0 or 1. */
  public int u() {
    return u;
  }

  /** The orientation of the qubits that this one's cross. */
  public Orientation crossing() {
    return this == VERTICAL ? HORIZONTAL : VERTICAL;
  }

  /** Of 0 or 1. */
  public static Orientation of(int u) {
    return u == 0 ? VERTICAL : HORIZONTAL;
  }
}
