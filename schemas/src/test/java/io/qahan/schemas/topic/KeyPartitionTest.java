package io.qahan.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class KeyPartitionTest {
  @Test
  void shouldStayWhatItIsForTheSakeOfWhatIsStored() {
    List<Integer> partitions = new ArrayList<>();
    for (String key : List.of("img-1", "img-2", "img-3", "ä", "")) {
      partitions.add(KeyPartition.of(key.getBytes(StandardCharsets.UTF_8), 12));
    }

    assertThat(partitions).containsExactly(7, 4, 0, 5, 9);
  }

  @Test
  void shouldBeWhatTheJavaProducerDoesByDefault() {
    for (int i = 0; i < 100; i++) {
      byte[] key = ("image-" + i).getBytes(StandardCharsets.UTF_8);
      assertThat(KeyPartition.of(key, 7)).isEqualTo(BuiltInPartitioner.partitionForKey(key, 7));
    }
  }
}
