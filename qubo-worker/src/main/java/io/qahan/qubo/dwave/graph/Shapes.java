package io.qahan.qubo.dwave.graph;

/** What makes a topology's numbers acceptable. */
final class Shapes {
  private Shapes() {}

  static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s [%d] must be from %d to %d".formatted(name, value, least, most));
    }
  }

  static void checkQubit(Topology topology, int qubit) {
    if (qubit < 0 || qubit >= topology.indices()) {
      throw new IllegalArgumentException(
          "qubit [%d] is not in %s %s, whose qubits are 0 to %d"
              .formatted(qubit, topology.type(), topology.shape(), topology.indices() - 1));
    }
  }
}
