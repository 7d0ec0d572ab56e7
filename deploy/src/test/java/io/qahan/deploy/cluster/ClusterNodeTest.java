package io.qahan.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterNodeTest {
  private static final List<Integer> PORTS = List.of(1001, 1002, 1003);

  @Test
  void shouldNameAllControllersAlike() {
    assertThat(new ClusterNode(2, PORTS).voters())
        .isEqualTo("1@127.0.0.1:1001,2@127.0.0.1:1002,3@127.0.0.1:1003")
        .isEqualTo(new ClusterNode(3, PORTS).voters());
  }

  @Test
  void shouldBeOfTheSameClusterAsTheOthersAndOfNoOther() {
    String cluster = new ClusterNode(1, PORTS).newClusterId();

    assertThat(new ClusterNode(3, PORTS).newClusterId()).isEqualTo(cluster);
    assertThat(new ClusterNode(1, List.of(1001, 1002)).newClusterId()).isNotEqualTo(cluster);
    assertThat(ClusterNode.alone(1001).newClusterId())
        .isNotEqualTo(ClusterNode.alone(1001).newClusterId());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "5, 3"})
  void shouldKeepRecordsOnThreeNodesAtMost(int nodes, int copies) {
    List<Integer> ports = IntStream.range(2000, 2000 + nodes).boxed().toList();

    assertThat(new ClusterNode(1, ports).copies()).isEqualTo(copies);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void shouldRefuseToBeANodeThatHasNoController(int id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClusterNode(id, PORTS))
        .withMessageContaining("node [" + id + "]");
  }
}
