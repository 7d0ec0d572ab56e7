package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Vartype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.IntStream;

/** The field {@code data} of a job for a QPU, format qp, read as a server does. */
final class QpJob {
  private final int[] active;
  private final BinaryQuadraticModel model;

  private QpJob(int[] active, BinaryQuadraticModel model) {
    this.active = active;
    this.model = model;
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
    return new QpJob(active, model.build());
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
}
