package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class TaskPartitionTest {
  private static final byte[] KEY = {1};

  private final TaskPartition partition = new TaskPartition();

  @Test
  void shouldSendToThePartitionOfTheTaskThatForwards() {
    List<Optional<Set<Integer>>> sent = new ArrayList<>();

    partition.as(new TaskId(0, 3), () -> sent.add(of(8)));
    partition.as(new TaskId(0, 5), () -> sent.add(of(8)));

    assertThat(sent).containsExactly(Optional.of(Set.of(3)), Optional.of(Set.of(5)));
  }

  @Test
  void shouldRefuseToGuessForATaskThatDoesNotSayThatItForwards() {
    partition.as(new TaskId(0, 3), () -> {});

    assertThatIllegalStateException().isThrownBy(() -> of(8)).withMessageContaining("[t]");
  }

  @Test
  void shouldNameTheCureForTooFewPartitions() {
    assertThatIllegalStateException()
        .isThrownBy(() -> partition.as(new TaskId(0, 4), () -> of(4)))
        .withMessageContaining("[t] has only [4] partitions")
        .withMessageContaining("qahan topics grow --partitions 5");
  }

  private Optional<Set<Integer>> of(int partitions) {
    return partition.partitions("t", KEY, KEY, partitions);
  }
}
