package io.qahan.dwave.qpu;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.http.RejectedRequestException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Locale;

/**
 * A problem on the qubits of one working graph, as it is collected bias by bias and then encoded in
 * format {@code qp}. A qubit is active if it was given a bias, even 0, or is in a coupler that was.
 * Biases that are given twice add up, and a coupler may be given by its ends in either order. For
 * Ising problems the linear bias is h and the quadratic one J; for QUBO problems they are the
 * diagonal and the sum of both entries off it. Not thread safe.
 */
public final class QpuProblem {
  private final WorkingGraph graph;
  private final double[] linear;
  private final double[] quadratic;
  private final BitSet active = new BitSet();
  private double offset;

  /** A problem without any bias. */
  public QpuProblem(WorkingGraph graph) {
    this.graph = graph;
    this.linear = new double[graph.qubitCount()];
    this.quadratic = new double[graph.couplerCount()];
  }

  /**
   * Adds to the bias of a qubit.
   *
   * @throws RejectedRequestException if the qubit does not work, or the bias is not finite
   */
  public QpuProblem addLinear(int qubit, double bias) {
    linear[activate(qubit)] += finite(bias, "qubit", qubit);
    return this;
  }

  /**
   * Adds to the bias of a coupler.
   *
   * @throws RejectedRequestException if there is no such coupler, or the bias is not finite
   */
  public QpuProblem addQuadratic(int a, int b, double bias) {
    int coupler = graph.coupler(a, b);
    if (coupler < 0) {
      throw new RejectedRequestException(
          String.format(
              Locale.ROOT,
              "The qubits [%d] and [%d] are not coupled in [%s]. Maybe the working graph has"
                  + " changed: embed anew",
              a,
              b,
              graph),
          0);
    }
    activate(a);
    activate(b);
    quadratic[coupler] += finite(bias, "coupler of", a);
    return this;
  }

  /** Adds to the constant, which the QPU ignores and the client adds to its energies. */
  public QpuProblem addOffset(double constant) {
    offset += finite(constant, "offset", 0);
    return this;
  }

  private int activate(int qubit) {
    int position = graph.position(qubit);
    if (position < 0) {
      throw new RejectedRequestException(
          String.format(
              Locale.ROOT,
              "The qubit [%d] does not work in [%s]. Maybe the working graph has changed: embed"
                  + " anew",
              qubit,
              graph),
          0);
    }
    active.set(position);
    return position;
  }

  private static double finite(double bias, String what, int which) {
    if (!Double.isFinite(bias)) {
      throw new RejectedRequestException(
          String.format(
              Locale.ROOT, "The bias of %s [%d] is [%s]; it must be finite", what, which, bias),
          0);
    }
    return bias;
  }

  /** Number of qubits that take part. */
  public int activeQubits() {
    return active.cardinality();
  }

  /**
   * The field {@code data} of a job: {@code lin} has a double for each qubit of the graph, NaN for
   * those that are not active; {@code quad} one for each coupler whose ends are both active. Both
   * are in the order in which the solver lists them, little-endian, in base64.
   */
  public ObjectNode encode() {
    ByteBuffer lin = doubles(linear.length);
    for (int i = 0; i < linear.length; i++) {
      lin.putDouble(active.get(i) ? linear[i] : Double.NaN);
    }
    ByteBuffer quad = doubles(quadratic.length);
    for (int i = 0; i < quadratic.length; i++) {
      if (isActive(graph.from(i)) && isActive(graph.to(i))) {
        quad.putDouble(quadratic[i]);
      }
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("format", "qp")
        .put("lin", base64(lin))
        .put("quad", base64(quad))
        .put("offset", offset);
  }

  private boolean isActive(int qubit) {
    return active.get(graph.position(qubit));
  }

  private static ByteBuffer doubles(int count) {
    return ByteBuffer.allocate(Double.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String base64(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(bytes.flip())).toString();
  }
}
