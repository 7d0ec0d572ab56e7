package io.qahan.dwave.graph;

import static io.qahan.dwave.graph.Orientation.HORIZONTAL;
import static io.qahan.dwave.graph.Orientation.VERTICAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of qubits and couplers, and neighbourhoods, as the makers' own graph code has them. */
class TopologyTest {
  @ParameterizedTest
  @CsvSource({
    "chimera:16, 2048, 6016",
    "pegasus:2, 40, 164",
    "pegasus:3, 128, 704",
    "pegasus:6, 680, 4484",
    "pegasus:16, 5640, 40484",
    "zephyr:6, 1248, 11400",
    "zephyr:12, 4800, 45864",
    "zephyr:15, 7440, 71736"
  })
  void shouldHaveSoManyQubitsAndCouplersAtFullYield(String name, int qubits, int couplers) {
    WorkingGraph graph = Topology.parse(name).fullYield();
    assertThat(graph.qubitCount()).isEqualTo(qubits);
    assertThat(graph.couplerCount()).isEqualTo(couplers);
  }

  @Test
  void shouldMatchTheFormulasOfEveryShape() {
    for (int m : new int[] {2, 3, 4, 5, 6, 7, 8, 16}) {
      int n = m + 3;
      for (int t = 1; t <= 5; t++) {
        WorkingGraph chimera = new Chimera(m, n, t).fullYield();
        assertThat(chimera.qubitCount()).isEqualTo(2 * t * m * n);
        assertThat(chimera.couplerCount())
            .isEqualTo(t * t * m * n + t * (m * (n - 1) + n * (m - 1)));
        WorkingGraph zephyr = new Zephyr(m, t).fullYield();
        assertThat(zephyr.qubitCount()).isEqualTo(4 * t * m * (2 * m + 1));
        assertThat(zephyr.couplerCount()).isEqualTo(2 * t * ((8 * t + 8) * m * m - 2 * m - 3));
      }
      WorkingGraph pegasus = new Pegasus(m).fullYield();
      assertThat(pegasus.qubitCount()).isEqualTo(24 * m * (m - 1) - 8 * (m - 1));
      WorkingGraph whole =
          WorkingGraph.induced(
              pegasus.topology(), IntStream.range(0, pegasus.topology().indices()).toArray());
      assertThat(whole.couplerCount()).isEqualTo(12 * (15 * (m - 1) * (m - 1) + m - 3));
    }
  }

  @Test
  void shouldNumberChimera() {
    Chimera chimera = new Chimera(16, 16, 4);
    assertThat(chimera.neighbours(0)).containsExactly(4, 5, 6, 7, 128);
    assertThat(chimera.coordinate(1000)).isEqualTo(new Chimera.Coordinate(7, 13, VERTICAL, 0));
    assertThat(chimera.neighbours(1000)).containsExactly(872, 1004, 1005, 1006, 1007, 1128);
  }

  @Test
  void shouldNumberPegasus() {
    Pegasus pegasus = new Pegasus(16);
    assertThat(pegasus.indices()).isEqualTo(5760);
    assertThat(pegasus.coordinate(30)).isEqualTo(new Pegasus.Coordinate(VERTICAL, 0, 2, 0));
    assertThat(pegasus.neighbours(30)).containsExactly(31, 45, 2940, 2955, 2970, 2985);
    assertThat(pegasus.coordinate(2940)).isEqualTo(new Pegasus.Coordinate(HORIZONTAL, 0, 4, 0));
    assertThat(pegasus.neighbours(2940)).containsExactly(30, 45, 180, 195, 2941, 2955);
    assertThat(pegasus.coordinate(1000)).isEqualTo(new Pegasus.Coordinate(VERTICAL, 5, 6, 10));
    assertThat(pegasus.neighbours(1000))
        .containsExactly(
            999, 1001, 1015, 4834, 4849, 4865, 4880, 4895, 4910, 4925, 4940, 4955, 4970, 4984,
            4999);
    assertThat(pegasus.coordinate(5729)).isEqualTo(new Pegasus.Coordinate(HORIZONTAL, 15, 9, 14));
    int[] fabric = pegasus.fullYield().qubits();
    assertThat(fabric[0]).isEqualTo(30);
    assertThat(fabric[fabric.length - 1]).isEqualTo(5729);
  }

  @Test
  void shouldNumberZephyr() {
    Zephyr zephyr = new Zephyr(12, 4);
    assertThat(zephyr.neighbours(0))
        .containsExactly(1, 12, 2400, 2424, 2448, 2472, 2496, 2520, 2544, 2568);
    assertThat(zephyr.coordinate(1000)).isEqualTo(new Zephyr.Coordinate(VERTICAL, 10, 1, 1, 4));
    assertThat(zephyr.neighbours(1000))
        .containsExactly(
            988, 989, 999, 1001, 3269, 3280, 3293, 3304, 3317, 3328, 3341, 3352, 3365, 3376, 3389,
            3400, 3413, 3424, 3437, 3448);
  }

  @Test
  void shouldTranslateEveryIndexToCoordinatesAndBack() {
    Chimera chimera = new Chimera(3, 5, 2);
    Pegasus pegasus = new Pegasus(4);
    Zephyr zephyr = new Zephyr(3, 2);
    for (int q = 0; q < chimera.indices(); q++) {
      assertThat(chimera.index(chimera.coordinate(q))).isEqualTo(q);
    }
    for (int q = 0; q < pegasus.indices(); q++) {
      assertThat(pegasus.index(pegasus.coordinate(q))).isEqualTo(q);
    }
    for (int q = 0; q < zephyr.indices(); q++) {
      assertThat(zephyr.index(zephyr.coordinate(q))).isEqualTo(q);
    }
  }

  @Test
  void shouldPutHalfOfAZephyrQubitsCouplersIntoEachGroup() {
    Zephyr zephyr = new Zephyr(3, 4);
    for (int q = 0; q < zephyr.indices(); q++) {
      Zephyr.Coordinate at = zephyr.coordinate(q);
      int[] inGroup = new int[2];
      for (int neighbour : zephyr.neighbours(q)) {
        int group = zephyr.couplingGroup(q, neighbour);
        inGroup[group]++;
        Zephyr.Coordinate to = zephyr.coordinate(neighbour);
        int firstCell = 2 * at.z() + at.j();
        if (to.orientation() != at.orientation()) {
          assertThat(to.w()).isEqualTo(firstCell + 1 - group);
        } else {
          assertThat(2 * to.z() + to.j() < firstCell).isEqualTo(group == 1);
        }
      }
      if (zephyr.neighbours(q).length == 20) {
        assertThat(inGroup).containsExactly(10, 10);
      }
    }
  }

  @Test
  void shouldBeReadFromText() {
    assertThat(Topology.parse("zephyr:6")).isEqualTo(new Zephyr(6, 4));
    assertThat(Topology.parse("chimera:4x6x2")).isEqualTo(new Chimera(4, 6, 2));
    assertThat(Topology.of("pegasus", List.of(16))).isEqualTo(new Pegasus(16));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "zephyr",
        "zephyr:",
        "zephyr:x",
        "zephyr:0",
        "zephyr:99",
        "zephyr:6x4x4",
        "pegasus:1",
        "pegasus:16x4",
        "chimera:4x4x33",
        "king:4",
        "pegasus:-3",
        "zephyr:6:4"
      })
  void shouldRefuseWhatIsNoTopology(String text) {
    assertThatThrownBy(() -> Topology.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
