package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.graph.Zephyr;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A job for a QPU in format qp, read as a server does, and its answer in the same format, written
 * as a server does.
 */
final class QpJob {
  private final int[] active;
  private final BinaryQuadraticModel model;

  private final WorkingGraph graph;

  private QpJob(int[] active, BinaryQuadraticModel model, WorkingGraph graph) {
    this.active = active;
    this.model = model;
    this.graph = graph;
  }

  /**
   * Decodes the biases of the active qubits and the couplers between them.
   *
   * @throws SapiFault 400 if they do not fit the graph
   */
  static QpJob decode(JsonNode data, String type, WorkingGraph graph) {
    if (!data.path("format").asText().equals("qp")) {
      throw new SapiFault(400, "Problem data format must be 'qp'");
    }
    double[] linear = doubles(data, "lin");
    if (linear.length != graph.qubitCount()) {
      throw new SapiFault(
          400, String.format(Locale.ROOT, "Invalid problem: 'lin' has %d values", linear.length));
    }
    int[] positions =
        IntStream.range(0, linear.length).filter(i -> !Double.isNaN(linear[i])).toArray();
    if (positions.length == 0) {
      throw new SapiFault(400, "Invalid problem: no active qubits");
    }
    int[] variable = new int[linear.length];
    Arrays.fill(variable, -1);
    BqmBuilder model =
        BinaryQuadraticModel.builder(
            type.equals("ising") ? Vartype.SPIN : Vartype.BINARY, positions.length);
    for (int v = 0; v < positions.length; v++) {
      variable[positions[v]] = v;
      model.addLinear(v, finite(linear[positions[v]]));
    }
    addCouplers(doubles(data, "quad"), variable, graph, model);
    int[] active = Arrays.stream(positions).map(graph::qubit).toArray();
    return new QpJob(active, model.build(), graph);
  }

  private static void addCouplers(
      double[] quadratic, int[] variable, WorkingGraph graph, BqmBuilder model) {
    int next = 0;
    for (int coupler = 0; coupler < graph.couplerCount(); coupler++) {
      int a = variable[graph.position(graph.from(coupler))];
      int b = variable[graph.position(graph.to(coupler))];
      if (a >= 0 && b >= 0) {
        if (next == quadratic.length) {
          throw new SapiFault(400, "Invalid problem: 'quad' is too short");
        }
        model.addQuadratic(a, b, finite(quadratic[next++]));
      }
    }
    if (next != quadratic.length) {
      throw new SapiFault(400, "Invalid problem: 'quad' is too long");
    }
  }

  private static double finite(double bias) {
    if (!Double.isFinite(bias)) {
      throw new SapiFault(400, "Invalid problem: a bias is not finite");
    }
    return bias;
  }

  private static double[] doubles(JsonNode data, String field) {
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getDecoder().decode(data.path(field).asText()))
              .order(ByteOrder.LITTLE_ENDIAN);
      double[] doubles = new double[bytes.remaining() / Double.BYTES];
      bytes.asDoubleBuffer().get(doubles);
      return doubles;
    } catch (IllegalArgumentException e) {
      throw new SapiFault(400, "Invalid problem: '%s' is not base64".formatted(field));
    }
  }

  /** Qubits that take part, in the order of the solver's list. */
  int[] active() {
    return active;
  }

  /** The problem over the active qubits, without the job's offset, which servers leave out. */
  BinaryQuadraticModel model() {
    return model;
  }

  /**
   * Checks what the parameters ask of the biases: with {@code auto_scale} off they must be in the
   * solver's ranges as they are, and a fast anneal takes no linear ones. Ranges are of the Ising
   * form.
   *
   * @throws SapiFault 400 if they are not
   */
  void check(QpuParameters parameters, JsonNode properties) {
    for (int qubit : active) {
      parameters.initial(qubit, model.vartype().low());
    }
    BinaryQuadraticModel ising = model.toVartype(Vartype.SPIN);
    double[] linear = ising.linear();
    for (int v = 0; v < active.length; v++) {
      if (parameters.fast() && linear[v] != 0) {
        throw new SapiFault(
            400, "Parameter 'fast_anneal' cannot be used with linear biases other than 0");
      }
      if (!parameters.scale()) {
        checkRange("h", linear[v], properties.path("h_range"));
      }
    }
    if (!parameters.scale()) {
      checkCouplings(ising, properties);
    }
  }

  private void checkCouplings(BinaryQuadraticModel ising, JsonNode properties) {
    double[][] sums = new double[active.length][2];
    boolean grouped = graph.topology() instanceof Zephyr;
    JsonNode range =
        properties.path(grouped ? "per_group_coupling_range" : "per_qubit_coupling_range");
    for (int v = 0; v < active.length; v++) {
      int[] neighbours = new int[ising.degree(v)];
      double[] biases = new double[neighbours.length];
      ising.row(v, neighbours, biases);
      for (int i = 0; i < neighbours.length; i++) {
        checkRange("J", biases[i], properties.path("extended_j_range"));
        sums[v][group(active[v], active[neighbours[i]])] += biases[i];
      }
    }
    for (double[] sum : sums) {
      checkRange("Sum of the couplings of a qubit", sum[0], range);
      checkRange("Sum of the couplings of a qubit", sum[1], range);
    }
  }

  private int group(int qubit, int neighbour) {
    return graph.topology() instanceof Zephyr zephyr ? zephyr.couplingGroup(qubit, neighbour) : 0;
  }

  private static void checkRange(String what, double value, JsonNode range) {
    double slack = 1e-9;
    if (value < range.path(0).asDouble() - slack || value > range.path(1).asDouble() + slack) {
      throw new SapiFault(
          400, String.format(Locale.ROOT, "%s value %s out of range %s", what, value, range));
    }
  }

  /**
   * Encodes samples: in histogram mode each distinct one once, lowest energy first; in raw mode
   * read by read.
   *
   * @param most how many of them
   */
  ObjectNode answer(List<Solution<Sample>> reads, boolean raw, int most) {
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("format", "qp")
            .put("active_variables", ints(IntStream.of(active)));
    if (raw) {
      List<Solution<Sample>> first = reads.subList(0, Math.min(most, reads.size()));
      return samples(answer, first)
          .put("num_occurrences", ints(first.stream().mapToInt(read -> 1)));
    }
    Map<Sample, Integer> occurrences = new LinkedHashMap<>();
    Map<Sample, Solution<Sample>> distinct = new LinkedHashMap<>();
    for (Solution<Sample> read : reads) {
      occurrences.merge(read.answer(), 1, Integer::sum);
      distinct.putIfAbsent(read.answer(), read);
    }
    List<Solution<Sample>> sorted =
        distinct.values().stream()
            .sorted(Comparator.comparingDouble(Solution::energy))
            .limit(most)
            .toList();
    return samples(answer, sorted)
        .put(
            "num_occurrences",
            ints(sorted.stream().mapToInt(read -> occurrences.get(read.answer()))));
  }

  private static ObjectNode samples(ObjectNode answer, List<Solution<Sample>> rows) {
    ByteBuffer energies =
        ByteBuffer.allocate(rows.size() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int stride = (rows.isEmpty() ? 0 : rows.get(0).answer().size() + 7) / 8;
    byte[] solutions = new byte[rows.size() * stride];
    for (int row = 0; row < rows.size(); row++) {
      energies.putDouble(rows.get(row).energy());
      Sample sample = rows.get(row).answer();
      for (int v = 0; v < sample.size(); v++) {
        if (sample.value(v) == 1) {
          solutions[row * stride + v / 8] |= (byte) (0x80 >> v % 8);
        }
      }
    }
    return answer
        .put("energies", base64(energies))
        .put("solutions", base64(ByteBuffer.wrap(solutions).position(solutions.length)));
  }

  private static String ints(IntStream values) {
    int[] list = values.toArray();
    ByteBuffer bytes =
        ByteBuffer.allocate(list.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : list) {
      bytes.putInt(value);
    }
    return base64(bytes);
  }

  /** What was put into a buffer so far. */
  private static String base64(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(bytes.flip())).toString();
  }
}
