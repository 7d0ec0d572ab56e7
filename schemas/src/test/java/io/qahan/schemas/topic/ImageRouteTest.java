package io.qahan.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImageRouteTest {
  @Test
  void shouldAcceptEquallyManyPartitions() {
    assertThat(ImageRoute.faultIn(counts(Map.of("images", 6, "mask-requests", 6)))).isEmpty();
  }

  @Test
  void shouldAcceptWhatDoesNotExistYet() {
    assertThat(ImageRoute.faultIn(counts(Map.of()))).isEmpty();
  }

  @Test
  void shouldNameTheCountsAndTheLargestAsTheCure() {
    assertThat(ImageRoute.faultIn(counts(Map.of("images", 4, "mask-results", 12))))
        .get()
        .asString()
        .contains("{images=4, mask-results=12}")
        .endsWith("qahan topics grow --partitions 12");
  }

  private static PartitionCounts counts(Map<String, Integer> byTopic) {
    return new PartitionCounts(new TreeMap<>(byTopic));
  }
}
