package io.qahan.dwave.graph;

import java.util.Arrays;
import java.util.Locale;

/** What makes the lists of a solver a working graph; a message names what is wrong. */
final class WorkingGraphChecks {
  private WorkingGraphChecks() {}

  /** Position of every index in the list of qubits, -1 for those that are missing. */
  static int[] positions(Topology topology, int[] qubits) {
    int[] positions = new int[topology.indices()];
    Arrays.fill(positions, -1);
    for (int i = 0; i < qubits.length; i++) {
      Shapes.checkQubit(topology, qubits[i]);
      if (positions[qubits[i]] >= 0) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "qubit [%d] is listed twice", qubits[i]));
      }
      positions[qubits[i]] = i;
    }
    return positions;
  }

  static void ends(int[] positions, int[] from, int[] to) {
    for (int i = 0; i < from.length; i++) {
      for (int end : new int[] {from[i], to[i]}) {
        if (end < 0 || end >= positions.length || positions[end] < 0) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "coupler [%d, %d] ends at [%d], which is not a working qubit",
                  from[i],
                  to[i],
                  end));
        }
      }
    }
  }

  static void designed(Topology topology, int[] qubits, CouplerIndex index) {
    for (int qubit : qubits) {
      int[] neighbours = index.degree(qubit) == 0 ? new int[0] : topology.neighbours(qubit);
      for (int i = 0; i < index.degree(qubit); i++) {
        if (Arrays.binarySearch(neighbours, index.neighbour(qubit, i)) < 0) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "coupler [%d, %d] is none of %s %s; maybe the topology is another one",
                  qubit,
                  index.neighbour(qubit, i),
                  topology.type(),
                  topology.shape()));
        }
      }
    }
  }
}
