package io.qahan.dwave.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every topology must be: its couplers and its grid of cells agree. */
class TopologyContractTest {
  static Stream<Topology> topologies() {
    return Stream.of(
            "chimera:1",
            "chimera:3x5x2",
            "chimera:4",
            "pegasus:2",
            "pegasus:4",
            "zephyr:1",
            "zephyr:2x3",
            "zephyr:4")
        .map(Topology::parse);
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void shouldCoupleBothWays(Topology topology) {
    for (int a = 0; a < topology.indices(); a++) {
      for (int b : topology.neighbours(a)) {
        assertThat(topology.neighbours(b)).contains(a);
      }
      assertThat(topology.neighbours(a)).isSorted().doesNotHaveDuplicates().doesNotContain(a);
    }
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void shouldGiveEveryQubitOnePlaceInTheGrid(Topology topology) {
    List<Place> places = places(topology);
    assertThat(places.stream().map(Place::qubit).sorted())
        .containsExactlyElementsOf(IntStream.range(0, topology.indices()).boxed().toList());
    for (Place place : places) {
      for (int cell = -1; cell <= topology.cells(place.orientation); cell++) {
        boolean inside = cell >= place.first && cell < place.first + topology.span();
        int at = topology.qubitAt(place.orientation, place.line, place.bit, cell);
        assertThat(at == place.qubit).isEqualTo(inside);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void shouldCoupleCrossingQubitsIfAndOnlyIfTheyShareACell(Topology topology) {
    List<Place> places = places(topology);
    for (Place a : places) {
      int[] neighbours = topology.neighbours(a.qubit);
      for (Place b : places) {
        boolean coupled = Arrays.binarySearch(neighbours, b.qubit) >= 0;
        if (a.orientation != b.orientation) {
          assertThat(coupled).isEqualTo(a.covers(b.line, topology) && b.covers(a.line, topology));
        } else if (a.line == b.line && a.bit == b.bit) {
          assertThat(coupled).isEqualTo(Math.abs(a.first - b.first) == topology.span());
        } else if (coupled) {
          assertThat(a.line).as("odd couplers join lines of one row or column").isEqualTo(b.line);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void shouldCountTheQubitsOfALine(Topology topology) {
    for (Orientation u : Orientation.values()) {
      for (int line = 0; line < topology.lines(u); line++) {
        for (int first = 0; first < topology.cells(u); first++) {
          for (int last = first; last < topology.cells(u); last++) {
            int[] qubits = qubits(topology, u, line, first, last);
            if (Arrays.stream(qubits).noneMatch(q -> q < 0)) {
              assertThat((long) topology.length(u, line, 0, first, last))
                  .isEqualTo(Arrays.stream(qubits).distinct().count());
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void shouldBeReadBackFromItsTypeAndShape(Topology topology) {
    assertThat(Topology.of(topology.type(), topology.shape())).isEqualTo(topology);
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void shouldRefuseQubitsItDoesNotHave(Topology topology) {
    assertThatThrownBy(() -> topology.neighbours(topology.indices()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[%d]", topology.indices());
    assertThat(topology.inFabric(-1)).isFalse();
    assertThat(topology.inFabric(topology.indices())).isFalse();
  }

  private static int[] qubits(Topology topology, Orientation u, int line, int first, int last) {
    return IntStream.rangeClosed(first, last)
        .map(cell -> topology.qubitAt(u, line, 0, cell))
        .toArray();
  }

  private static List<Place> places(Topology topology) {
    List<Place> places = new ArrayList<>();
    for (Orientation u : Orientation.values()) {
      for (int line = 0; line < topology.lines(u); line++) {
        for (int bit = 0; bit < topology.bits(); bit++) {
          for (int z = 0; z < topology.segments(u); z++) {
            int first = topology.offset(u, line, bit) + z * topology.span();
            places.add(new Place(u, line, bit, first, topology.qubit(u, line, bit, z)));
          }
        }
      }
    }
    return places;
  }

  private record Place(Orientation orientation, int line, int bit, int first, int qubit) {
    boolean covers(int cell, Topology topology) {
      return cell >= first && cell < first + topology.span();
    }
  }
}
