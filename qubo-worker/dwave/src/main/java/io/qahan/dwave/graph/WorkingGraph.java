package io.qahan.dwave.graph;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The qubits and couplers that a chip really has, in the order in which its solver lists them,
 * which is the order of a problem's encoding. Immutable and thread safe.
 */
public final class WorkingGraph {
  private final Topology topology;
  private final int[] qubits;
  private final int[] from;
  private final int[] to;
  private final int[] position;
  private final CouplerIndex index;

  private WorkingGraph(Topology topology, int[] qubits, int[] from, int[] to) {
    this.topology = topology;
    this.qubits = qubits;
    this.from = from;
    this.to = to;
    position = positions(topology, qubits);
    checkEnds(position, from, to);
    index = new CouplerIndex(topology.indices(), from, to);
    checkDesigned(topology, qubits, index);
  }

  /** Position of every index in the list of qubits, -1 for those that are missing. */
  private static int[] positions(Topology topology, int[] qubits) {
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

  private static void checkEnds(int[] positions, int[] from, int[] to) {
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

  private static void checkDesigned(Topology topology, int[] qubits, CouplerIndex index) {
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

  /**
   * The graph that a solver's properties describe.
   *
   * @param qubits the solver's {@code qubits}: distinct indices of the topology
   * @param couplers the solver's {@code couplers}: pairs of these, each coupled by design
   * @throws IllegalArgumentException naming the qubit or coupler that is not so
   */
  public static WorkingGraph of(Topology topology, int[] qubits, int[][] couplers) {
    int[] from = new int[couplers.length];
    int[] to = new int[couplers.length];
    for (int i = 0; i < couplers.length; i++) {
      if (couplers[i].length != 2) {
        throw new IllegalArgumentException(
            "coupler %s must be a pair of qubits".formatted(Arrays.toString(couplers[i])));
      }
      from[i] = couplers[i][0];
      to[i] = couplers[i][1];
    }
    return new WorkingGraph(topology, qubits.clone(), from, to);
  }

  /** The given qubits with all couplers that the topology has between them, ascending. */
  public static WorkingGraph induced(Topology topology, int[] qubits) {
    BitSet present = new BitSet();
    for (int qubit : qubits) {
      Shapes.checkQubit(topology, qubit);
      present.set(qubit);
    }
    IntStream.Builder from = IntStream.builder();
    IntStream.Builder to = IntStream.builder();
    for (int a : present.stream().toArray()) {
      for (int b : topology.neighbours(a)) {
        if (a < b && present.get(b)) {
          from.add(a);
          to.add(b);
        }
      }
    }
    return new WorkingGraph(topology, qubits.clone(), from.build().toArray(), to.build().toArray());
  }

  /**
   * This graph after some of it has failed: every qubit works with one probability, and every
   * coupler between working qubits with another.
   */
  public WorkingGraph withYield(double qubitYield, double couplerYield, RandomGenerator random) {
    BitSet alive = new BitSet();
    for (int qubit : qubits) {
      alive.set(qubit, random.nextDouble() < qubitYield);
    }
    int[] kept =
        IntStream.range(0, from.length)
            .filter(i -> alive.get(from[i]) && alive.get(to[i]))
            .filter(i -> random.nextDouble() < couplerYield)
            .toArray();
    return new WorkingGraph(
        topology,
        Arrays.stream(qubits).filter(alive::get).toArray(),
        Arrays.stream(kept).map(i -> from[i]).toArray(),
        Arrays.stream(kept).map(i -> to[i]).toArray());
  }

  public Topology topology() {
    return topology;
  }

  /** Indices of the qubits, as listed; a copy. */
  public int[] qubits() {
    return qubits.clone();
  }

  /** Pairs of indices, as listed; a copy. */
  public int[][] couplers() {
    return IntStream.range(0, from.length)
        .mapToObj(i -> new int[] {from[i], to[i]})
        .toArray(int[][]::new);
  }

  public int qubitCount() {
    return qubits.length;
  }

  public int couplerCount() {
    return from.length;
  }

  /** Index of the qubit listed at a position. */
  public int qubit(int position) {
    return qubits[position];
  }

  /** One end of the coupler listed at a position. */
  public int from(int coupler) {
    return from[coupler];
  }

  /** The other end. */
  public int to(int coupler) {
    return to[coupler];
  }

  /** Where a qubit is listed, -1 if it is missing. */
  public int position(int qubit) {
    return qubit < 0 || qubit >= position.length ? -1 : position[qubit];
  }

  public boolean works(int qubit) {
    return position(qubit) >= 0;
  }

  /** Where the coupler of two qubits is listed, -1 if it is missing. */
  public int coupler(int a, int b) {
    return works(a) && works(b) ? index.coupler(a, b) : -1;
  }

  public boolean coupled(int a, int b) {
    return coupler(a, b) >= 0;
  }

  /** Number of couplers of a working qubit. */
  public int degree(int qubit) {
    return index.degree(qubit);
  }

  /** A working qubit's i-th neighbour, ascending, 0 &lt;= i &lt; {@link #degree}. */
  public int neighbour(int qubit, int i) {
    return index.neighbour(qubit, i);
  }

  /** Where the coupler to the i-th neighbour is listed. */
  public int couplerTo(int qubit, int i) {
    return index.couplerTo(qubit, i);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s with %d qubits and %d couplers",
        topology.type(),
        topology.shape(),
        qubits.length,
        from.length);
  }
}
