package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HeadHistoryTest {
  private static final HeadShape SHAPE = new HeadShape(2, 3, "conv");
  private static final OptionalLong NEVER = OptionalLong.empty();

  private final HeadHistory history = new HeadHistory(4);

  @Test
  void shouldKeepTheLastHeadsOnly() throws Exception {
    for (int version = 1; version <= 6; version++) {
      history.add(head(version, 100L * version, version, NEVER));
    }

    assertThat(history.marks())
        .extracting(HeadHistory.Mark::version)
        .containsExactly(3L, 4L, 5L, 6L);
    assertThat(history.drifts()).isEmpty();
  }

  @Test
  void shouldPlaceADriftBetweenTheHeadsAroundItAndTellItOnce() throws Exception {
    history.add(head(1, 1000, 10, NEVER));
    history.add(head(2, 1400, 14, OptionalLong.of(1100)));
    history.add(head(3, 1800, 18, OptionalLong.of(1100)));
    history.add(head(4, 2000, 20, OptionalLong.of(1850)));

    assertThat(history.drifts())
        .containsExactly(new HeadHistory.Drift(1100, 11_000), new HeadHistory.Drift(1850, 18_500));
  }

  @Test
  void shouldPlaceADriftAtItsHeadWhereNoTrainedHeadBeforeItIsKnown() throws Exception {
    history.add(Head.untrained(SHAPE));
    history.add(head(7, 900, 30, OptionalLong.of(600)));

    assertThat(history.drifts()).containsExactly(new HeadHistory.Drift(600, 30_000));
  }

  private static Head head(long version, long examples, long second, OptionalLong lastDrift)
      throws HeadRefusedException {
    return Head.of(
        SHAPE,
        new HeadLineage(version, version - 1, OptionalLong.empty()),
        new HeadProgress(version, examples, 0, 0.5, 0.9, Instant.ofEpochSecond(second), lastDrift),
        new float[SHAPE.weights()]);
  }
}
