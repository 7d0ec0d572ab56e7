package io.qahan.dwave.chip;

import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.graph.Zephyr;

/** How far the sums of a qubit's couplings are beyond a range, over all qubits. */
final class CouplingSums {
  private final PhysicalProblem problem;
  private final WorkingGraph graph;

  CouplingSums(PhysicalProblem problem) {
    this.problem = problem;
    graph = problem.graph();
  }

  double perQubit(Range range) {
    double excess = 0;
    for (int i = 0; i < graph.qubitCount(); i++) {
      int qubit = graph.qubit(i);
      double sum = 0;
      for (int c = 0; c < graph.degree(qubit); c++) {
        sum += problem.quadratic(graph.couplerTo(qubit, c));
      }
      excess = Math.max(excess, range.excess(sum));
    }
    return excess;
  }

  /** Only Zephyr graphs have groups. */
  double perGroup(Range range) {
    double excess = 0;
    if (graph.topology() instanceof Zephyr zephyr) {
      for (int i = 0; i < graph.qubitCount(); i++) {
        int qubit = graph.qubit(i);
        double[] sums = new double[2];
        for (int c = 0; c < graph.degree(qubit); c++) {
          sums[zephyr.couplingGroup(qubit, graph.neighbour(qubit, c))] +=
              problem.quadratic(graph.couplerTo(qubit, c));
        }
        excess = Math.max(excess, Math.max(range.excess(sums[0]), range.excess(sums[1])));
      }
    }
    return excess;
  }
}
