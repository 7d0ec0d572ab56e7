package io.qahan.dwave.chip;

import io.qahan.dwave.graph.WorkingGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * An Ising problem on the qubits of a chip, as it is sent:
 *
 * <pre>
 * E(s) = offset + sum_i h_i s_i + sum_(i,j) J_ij s_i s_j,   s in {-1, +1}
 * </pre>
 *
 * <p>over the active qubits. Immutable and thread safe.
 */
public final class PhysicalProblem {
  private final WorkingGraph graph;
  private final double[] linear;
  private final double[] quadratic;
  private final double offset;

  /**
   * Keeps the arrays.
   *
   * @param linear h by position in the graph's list of qubits, NaN for those that take no part
   * @param quadratic J by position in its list of couplers
   */
  PhysicalProblem(WorkingGraph graph, double[] linear, double[] quadratic, double offset) {
    this.graph = graph;
    this.linear = linear;
    this.quadratic = quadratic;
    this.offset = offset;
  }

  public WorkingGraph graph() {
    return graph;
  }

  /** Whether the qubit at a position of the graph's list takes part. */
  public boolean isActive(int position) {
    return !Double.isNaN(linear[position]);
  }

  /** h of the qubit at a position of the graph's list, NaN if it takes no part. */
  public double linear(int position) {
    return linear[position];
  }

  /** J of the coupler at a position of the graph's list, 0 if it takes no part. */
  public double quadratic(int coupler) {
    return quadratic[coupler];
  }

  public double offset() {
    return offset;
  }

  /** Number of qubits that take part. */
  public int activeQubits() {
    int active = 0;
    for (int i = 0; i < linear.length; i++) {
      active += isActive(i) ? 1 : 0;
    }
    return active;
  }

  /**
   * Energy of a read in double precision.
   *
   * @param spins by qubit index, -1 or +1 for active qubits
   */
  public double energy(byte[] spins) {
    double energy = offset;
    for (int i = 0; i < linear.length; i++) {
      energy += isActive(i) ? linear[i] * spins[graph.qubit(i)] : 0;
    }
    for (int i = 0; i < quadratic.length; i++) {
      if (quadratic[i] != 0) {
        energy += quadratic[i] * spins[graph.from(i)] * spins[graph.to(i)];
      }
    }
    return energy;
  }

  /**
   * Problems of one graph as one, which all are then solved by each anneal.
   *
   * @throws IllegalArgumentException if they are of different graphs, or a qubit is of two of them
   */
  static PhysicalProblem beside(List<PhysicalProblem> problems) {
    PhysicalProblem first = problems.get(0);
    if (problems.size() == 1) {
      return first;
    }
    double[] linear = new double[first.linear.length];
    Arrays.fill(linear, Double.NaN);
    double[] quadratic = new double[first.quadratic.length];
    double offset = 0;
    for (PhysicalProblem problem : problems) {
      if (problem.graph != first.graph) {
        throw new IllegalArgumentException(
            "problems side by side must be of one graph, not of %s and %s"
                .formatted(first.graph, problem.graph));
      }
      for (int i = 0; i < linear.length; i++) {
        if (problem.isActive(i)) {
          if (!Double.isNaN(linear[i])) {
            throw new IllegalArgumentException(
                String.format(Locale.ROOT, "qubit [%d] is of two problems", first.graph.qubit(i)));
          }
          linear[i] = problem.linear[i];
        }
      }
      for (int c = 0; c < quadratic.length; c++) {
        quadratic[c] += problem.quadratic[c];
      }
      offset += problem.offset;
    }
    return new PhysicalProblem(first.graph, linear, quadratic, offset);
  }

  /** Every bias through a function; inactive qubits stay so. */
  PhysicalProblem map(DoubleUnaryOperator onLinear, DoubleUnaryOperator onQuadratic, double scale) {
    double[] h = new double[linear.length];
    double[] j = new double[quadratic.length];
    for (int i = 0; i < h.length; i++) {
      h[i] = isActive(i) ? onLinear.applyAsDouble(linear[i]) : Double.NaN;
    }
    for (int i = 0; i < j.length; i++) {
      j[i] = onQuadratic.applyAsDouble(quadratic[i]);
    }
    return new PhysicalProblem(graph, h, j, offset * scale);
  }
}
