package io.qahan.dwave.graph;

import java.util.Locale;

/** What makes a topology's numbers acceptable. */
final class Shapes {
  private Shapes() {}

  static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s [%d] must be from %d to %d", name, value, least, most));
    }
  }

  static void checkQubit(Topology topology, int qubit) {
    if (qubit < 0 || qubit >= topology.indices()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "qubit [%d] is not in %s %s, whose qubits are 0 to %d",
              qubit,
              topology.type(),
              topology.shape(),
              topology.indices() - 1));
    }
  }
}
