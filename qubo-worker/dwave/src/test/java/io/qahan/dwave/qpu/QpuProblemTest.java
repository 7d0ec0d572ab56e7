package io.qahan.dwave.qpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.http.RejectedRequestException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QpuProblemTest {
  /** Shores {0..3} and {4..7} of one Chimera cell. */
  private static final Topology CELL = Topology.parse("chimera:1x1x4");

  private static WorkingGraph graph(int[] qubits, int[]... couplers) {
    return WorkingGraph.of(CELL, qubits, couplers);
  }

  private static double[] doubles(JsonNode data, String field) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(data.get(field).textValue()))
            .order(ByteOrder.LITTLE_ENDIAN);
    double[] doubles = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(doubles);
    return doubles;
  }

  /** Example A of the fact sheet, its qubits 0, 1, 2, 4 mapped to 0, 4, 1, 5 of a cell. */
  @Test
  void shouldEncodeExampleA() {
    WorkingGraph graph =
        graph(
            new int[] {0, 4, 1, 5},
            new int[] {0, 4},
            new int[] {1, 4},
            new int[] {0, 5},
            new int[] {1, 5});

    JsonNode data =
        new QpuProblem(graph)
            .addLinear(0, 1.0)
            .addLinear(4, -0.5)
            .addQuadratic(0, 5, -1)
            .addOffset(0.25)
            .encode();

    assertThat(data.get("lin").textValue())
        .isEqualTo("AAAAAAAA8D8AAAAAAADgvwAAAAAAAPh/AAAAAAAAAAA=");
    assertThat(data.get("quad").textValue()).isEqualTo("AAAAAAAAAAAAAAAAAADwvw==");
    assertThat(data.get("offset").doubleValue()).isEqualTo(0.25);
    assertThat(data.get("format").textValue()).isEqualTo("qp");
  }

  /** Example B: a triangle, which Pegasus has. */
  @Test
  void shouldEncodeExampleB() {
    WorkingGraph full = Topology.parse("pegasus:2").fullYield();
    int[] triangle = triangle(full);
    int a = triangle[0];
    int b = triangle[1];
    int c = triangle[2];
    WorkingGraph graph =
        WorkingGraph.of(full.topology(), triangle, new int[][] {{a, b}, {a, c}, {b, c}});

    JsonNode data =
        new QpuProblem(graph)
            .addLinear(a, 0.5)
            .addLinear(b, -1)
            .addLinear(c, 0.25)
            .addQuadratic(a, b, -1)
            .addQuadratic(b, c, 0.75)
            .encode();

    assertThat(data.get("lin").textValue()).isEqualTo("AAAAAAAA4D8AAAAAAADwvwAAAAAAANA/");
    assertThat(data.get("quad").textValue()).isEqualTo("AAAAAAAA8L8AAAAAAAAAAAAAAAAAAOg/");
  }

  private static int[] triangle(WorkingGraph graph) {
    for (int coupler = 0; coupler < graph.couplerCount(); coupler++) {
      int a = graph.from(coupler);
      int b = graph.to(coupler);
      for (int i = 0; i < graph.degree(b); i++) {
        int c = graph.neighbour(b, i);
        if (c > b && graph.coupled(a, c)) {
          return new int[] {a, b, c};
        }
      }
    }
    throw new AssertionError("Pegasus has triangles");
  }

  @Test
  void shouldAddUpBothDirectionsOfACoupler() {
    WorkingGraph graph = graph(new int[] {0, 4}, new int[] {0, 4});

    JsonNode data =
        new QpuProblem(graph)
            .addLinear(0, 1)
            .addLinear(0, 2)
            .addQuadratic(0, 4, 1.5)
            .addQuadratic(4, 0, 0.25)
            .encode();

    assertThat(doubles(data, "lin")).containsExactly(3, 0);
    assertThat(doubles(data, "quad")).containsExactly(1.75);
  }

  @Test
  void shouldMakeAQubitActiveByABiasOfZero() {
    WorkingGraph graph = graph(new int[] {0, 1, 4}, new int[] {0, 4}, new int[] {1, 4});
    QpuProblem problem = new QpuProblem(graph).addLinear(0, 0).addLinear(4, 0);

    assertThat(problem.activeQubits()).isEqualTo(2);
    assertThat(doubles(problem.encode(), "lin")).containsExactly(0, Double.NaN, 0);
    assertThat(doubles(problem.encode(), "quad")).containsExactly(0);
  }

  @Test
  void shouldRefuseWhatTheSolverDoesNotHave() {
    QpuProblem problem = new QpuProblem(graph(new int[] {0, 4, 5}, new int[] {0, 4}));

    refused(() -> problem.addLinear(1, 1), "[1]");
    refused(() -> problem.addLinear(-1, 1), "[-1]");
    refused(() -> problem.addQuadratic(0, 5, 1), "[5]");
    refused(() -> problem.addLinear(0, Double.NaN), "[NaN]");
    refused(() -> problem.addQuadratic(0, 4, Double.POSITIVE_INFINITY), "[Infinity]");
  }

  private static void refused(Runnable change, String named) {
    assertThatThrownBy(change::run)
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining(named);
  }

  @Property(tries = 200)
  void shouldLeaveEveryBiasWhereTheSolverListsItsPlace(
      @ForAll @Size(max = 12) List<@IntRange(max = 15) Integer> chosen) {
    WorkingGraph graph = CELL.fullYield();
    QpuProblem problem = new QpuProblem(graph);
    Map<Integer, Double> wanted = new TreeMap<>();
    for (int i = 0; i < chosen.size(); i++) {
      problem.addQuadratic(graph.from(chosen.get(i)), graph.to(chosen.get(i)), i + 1);
      wanted.merge(chosen.get(i), i + 1.0, Double::sum);
    }

    double[] lin = doubles(problem.encode(), "lin");
    double[] quad = doubles(problem.encode(), "quad");

    int at = 0;
    for (int coupler = 0; coupler < graph.couplerCount(); coupler++) {
      boolean active =
          !Double.isNaN(lin[graph.position(graph.from(coupler))])
              && !Double.isNaN(lin[graph.position(graph.to(coupler))]);
      if (active) {
        assertThat(quad[at++]).isEqualTo(wanted.getOrDefault(coupler, 0.0));
      } else {
        assertThat(wanted).doesNotContainKey(coupler);
      }
    }
    assertThat(quad).hasSize(at);
  }
}
