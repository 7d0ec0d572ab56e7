package io.qahan.deploy.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.qahan.deploy.bench.scale.ClusterSize.Brokers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSizeTest {
  private static final Brokers ONE = new Brokers(1, 1);
  private static final Brokers THREE = new Brokers(3, 3);

  @Test
  void shouldChangeOneFactorAtATime() {
    assertThat(
            ClusterSize.oneFactorAtATime(
                List.of(1, 4), List.of(2), List.of(8, 2, 16), List.of(ONE, THREE)))
        .containsExactly(
            new ClusterSize(1, 2, 8, ONE),
            new ClusterSize(4, 2, 8, ONE),
            new ClusterSize(1, 2, 2, ONE),
            new ClusterSize(1, 2, 16, ONE),
            new ClusterSize(1, 2, 8, THREE));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 2, 2", "3, 3, 3", "5, 5, 3", "3x1, 3, 1", "3x2, 3, 2"})
  void shouldReadBrokersAndTheirCopies(String text, int nodes, int copies) {
    assertThat(Brokers.parse(text)).isEqualTo(new Brokers(nodes, copies)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "x3", "3x", "3x0", "2x3", "-1", "three"})
  void shouldRefuseOtherBrokersByWhatWasGiven(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Brokers.parse(text));
  }

  @Test
  void shouldRefuseAClusterWithoutWorkers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClusterSize(1, 0, 4, ONE))
        .withMessageContaining("workers [0]");
  }
}
