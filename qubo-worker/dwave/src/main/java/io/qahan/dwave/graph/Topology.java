package io.qahan.dwave.graph;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A family and size of qubit graphs as a chip is designed; what a chip really has is a {@link
 * WorkingGraph}. Qubits are named by their linear index, as in a solver's properties {@code qubits}
 * and {@code couplers}; the records translate between index and coordinates. Immutable and thread
 * safe.
 */
public sealed interface Topology extends CellGrid permits Chimera, Pegasus, Zephyr {
  /** Name as in a solver's property {@code topology.type}. */
  String type();

  /** Size as in {@code topology.shape}. */
  List<Integer> shape();

  /** Number of indices: the qubits are among 0 to indices - 1. */
  int indices();

  /**
   * Whether a chip of full yield has this qubit: no for those few indices of a Pegasus graph that
   * hang loose at its rim.
   */
  boolean inFabric(int qubit);

  /** The qubits that a qubit is coupled to, ascending, the fabric and beyond. */
  int[] neighbours(int qubit);

  /** The chip without any defect. */
  default WorkingGraph fullYield() {
    return WorkingGraph.induced(
        this, IntStream.range(0, indices()).filter(this::inFabric).toArray());
  }

  /**
   * The topology that a solver's properties describe.
   *
   * @param type {@code chimera}, {@code pegasus} or {@code zephyr}
   * @param shape [m, n, t], [m] or [m, t]; what is left out is as on D-Wave's chips: n = m, t = 4
   * @throws IllegalArgumentException if there is no such topology
   */
  static Topology of(String type, List<Integer> shape) {
    int most = type.equals("chimera") ? 3 : type.equals("zephyr") ? 2 : 1;
    if (shape.isEmpty() || shape.size() > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shape %s of topology [%s] must have from 1 to %d numbers",
              shape,
              type,
              most));
    }
    int m = shape.get(0);
    return switch (type) {
      case "chimera" ->
          new Chimera(m, shape.size() > 1 ? shape.get(1) : m, shape.size() > 2 ? shape.get(2) : 4);
      case "pegasus" -> new Pegasus(m);
      case "zephyr" -> new Zephyr(m, shape.size() > 1 ? shape.get(1) : 4);
      default ->
          throw new IllegalArgumentException(
              "unknown topology [%s]; must be chimera, pegasus or zephyr".formatted(type));
    };
  }

  /**
   * Reads {@code zephyr:6}, {@code pegasus:16}, {@code chimera:16} or {@code chimera:4x6x4}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  static Topology parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 2 || !parts[1].matches("\\d{1,3}(x\\d{1,3})*")) {
      throw new IllegalArgumentException(
          "topology [%s] must be like zephyr:6, pegasus:16 or chimera:16x16x4".formatted(text));
    }
    return of(parts[0], List.of(parts[1].split("x")).stream().map(Integer::valueOf).toList());
  }
}
