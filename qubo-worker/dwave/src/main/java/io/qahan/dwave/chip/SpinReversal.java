package io.qahan.dwave.chip;

import io.qahan.dwave.clique.Embedding;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A spin-reversal (gauge) transform: the same problem with the meaning of some qubits' up and down
 * exchanged, so that a chip's own leanings average out over several transforms. Energies stay as
 * they are. Applied twice it changes nothing. Immutable and thread safe.
 */
public final class SpinReversal {
  /** -1 or +1 by qubit index. */
  private final byte[] signs;

  private SpinReversal(byte[] signs) {
    this.signs = signs;
  }

  /** The one that changes nothing. */
  public static SpinReversal none(WorkingGraph graph) {
    byte[] signs = new byte[graph.topology().indices()];
    Arrays.fill(signs, (byte) 1);
    return new SpinReversal(signs);
  }

  /**
   * One random sign for all qubits of a chain: couplers within chains keep their -strength, which
   * may be beyond what a positive coupling can be.
   */
  public static SpinReversal perVariable(
      Embedding embedding, WorkingGraph graph, RandomGenerator random) {
    byte[] signs = perQubit(graph, random).signs;
    for (int v = 0; v < embedding.variables(); v++) {
      byte sign = sign(random);
      for (int qubit : embedding.sharedChain(v)) {
        signs[qubit] = sign;
      }
    }
    return new SpinReversal(signs);
  }

  /** A random sign for every qubit: only for problems that fit symmetric ranges. */
  public static SpinReversal perQubit(WorkingGraph graph, RandomGenerator random) {
    byte[] signs = new byte[graph.topology().indices()];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = sign(random);
    }
    return new SpinReversal(signs);
  }

  private static byte sign(RandomGenerator random) {
    return (byte) (random.nextBoolean() ? 1 : -1);
  }

  /** h_i to g_i h_i, J_ij to g_i g_j J_ij. */
  public PhysicalProblem apply(PhysicalProblem problem) {
    WorkingGraph graph = problem.graph();
    double[] linear = new double[graph.qubitCount()];
    for (int i = 0; i < linear.length; i++) {
      linear[i] = problem.linear(i) * signs[graph.qubit(i)];
    }
    double[] quadratic = new double[graph.couplerCount()];
    for (int c = 0; c < quadratic.length; c++) {
      quadratic[c] = problem.quadratic(c) * signs[graph.from(c)] * signs[graph.to(c)];
    }
    return new PhysicalProblem(graph, linear, quadratic, problem.offset());
  }

  /** What a read of the transformed problem means in the untransformed one, and the reverse. */
  public byte[] apply(byte[] spins) {
    byte[] turned = new byte[spins.length];
    for (int i = 0; i < spins.length; i++) {
      turned[i] = (byte) (spins[i] * signs[i]);
    }
    return turned;
  }
}
