package io.qahan.deploy.operate.heads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionRangesTest {
  @Test
  void shouldJoinNeighbours() {
    assertThat(VersionRanges.text(List.of(7L, 1L, 2L, 3L, 9L, 10L, 3L))).isEqualTo("1-3, 7, 9-10");
  }

  @Test
  void shouldSayNothingOfNothing() {
    assertThat(VersionRanges.text(List.of())).isEmpty();
  }
}
