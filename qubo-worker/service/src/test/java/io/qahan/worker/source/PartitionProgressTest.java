package io.qahan.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {
  private final PartitionProgress progress = new PartitionProgress();

  @Test
  void shouldHaveNothingToCommitBeforeTheFirstRecord() {
    assertThat(progress.hasNews()).isFalse();
  }

  @Test
  void shouldNotCommitBeyondTheLowestUnsettledRecord() {
    progress.take(7);
    progress.take(8);
    progress.take(9);

    progress.settle(8);
    progress.settle(9);

    assertThat(progress.committable()).isEqualTo(7);
    progress.settle(7);
    assertThat(progress.committable()).isEqualTo(10);
  }

  @Test
  void shouldCommitPastTransactionMarkersWhenAllIsSettled() {
    progress.take(7);
    progress.advanceTo(9);
    assertThat(progress.committable()).isEqualTo(7);

    progress.settle(7);

    assertThat(progress.committable()).isEqualTo(9);
  }

  @Test
  void shouldCommitAgainWhenACommitFailed() {
    progress.take(7);
    progress.settle(7);
    progress.committed(8);
    assertThat(progress.hasNews()).isFalse();

    progress.commitFailed();

    assertThat(progress.hasNews()).isTrue();
  }

  @Test
  void shouldIgnoreASecondSettlement() {
    progress.take(7);

    assertThat(progress.settle(7)).isTrue();
    assertThat(progress.settle(7)).isFalse();
  }

  @Property(tries = 200)
  void shouldNeverCommitPastAnUnsettledRecordWhateverTheOrder(
      @ForAll @IntRange(min = 1, max = 40) int records, @ForAll long seed) {
    PartitionProgress progress = new PartitionProgress(); // jqwik keeps the instance between tries
    List<Long> open = new ArrayList<>();
    for (long offset = 0; offset < records; offset++) {
      progress.take(offset);
      open.add(offset);
    }
    Random random = new Random(seed);
    while (!open.isEmpty()) {
      progress.settle(open.remove(random.nextInt(open.size())));
      long lowest = open.stream().mapToLong(o -> o).min().orElse(records);
      assertThat(progress.committable()).isEqualTo(lowest);
    }
  }
}
