package io.qahan.trainer.online.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ServingHeadTest {
  private static final HeadShape SHAPE = new HeadShape(2, 1, "conv-1");
  private static final HeadProgress PROGRESS =
      new HeadProgress(1, 32, 0, 0.5, 0.5, Instant.EPOCH, OptionalLong.empty());
  private static final float[] FIRST = {1, 0, 0, 0};
  private static final float[] SECOND = {0, 1, 0, 0};

  private final ServingHead serving = new ServingHead(Head.untrained(SHAPE));

  @Test
  void shouldGiveEachHeadTheNextVersion() {
    Head first = serving.next(FIRST, PROGRESS).orElseThrow();
    Head second = serving.next(SECOND, PROGRESS).orElseThrow();
    assertThat(first.version()).isEqualTo(1);
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.lineage().parent()).isEqualTo(1);
    assertThat(serving.live()).isEqualTo(second);
  }

  @Test
  void shouldKeepTheLiveHeadWhereTheNextOneIsNoNumber() {
    Head first = serving.next(FIRST, PROGRESS).orElseThrow();
    assertThat(serving.next(new float[] {Float.NaN, 0, 0, 0}, PROGRESS)).isEmpty();
    assertThat(serving.live()).isEqualTo(first);
  }

  @Test
  void shouldServeAPinnedHeadAsTheNextVersionUntilARollBack() throws Exception {
    Head first = serving.next(FIRST, PROGRESS).orElseThrow();
    serving.next(SECOND, PROGRESS);

    Head pinned = serving.pin(first, PROGRESS).orElseThrow();
    assertThat(pinned.version()).isEqualTo(3);
    assertThat(pinned.lineage().restoredFrom()).hasValue(1);
    assertThat(pinned.sha256()).isEqualTo(first.sha256());
    assertThat(serving.pinned()).hasValue(1);

    Head rolledBack = serving.rollBack(first, PROGRESS);
    assertThat(rolledBack.version()).isEqualTo(4);
    assertThat(serving.live()).isEqualTo(rolledBack);
    assertThat(serving.pinned()).isEmpty();
  }

  @Test
  void shouldPinTheLiveHeadWithoutANewVersion() throws Exception {
    Head first = serving.next(FIRST, PROGRESS).orElseThrow();
    assertThat(serving.pin(first, PROGRESS)).isEmpty();
    assertThat(serving.pinned()).hasValue(1);
    assertThat(serving.live()).isEqualTo(first);
  }

  @Test
  void shouldForgetWhatWasComparedWithTheHeadBefore() {
    serving.compare(100, new Sparse(1, new int[0], new float[0]), 0);
    assertThat(serving.isGateOpen()).as("far worse than an untrained head").isFalse();
    serving.next(FIRST, PROGRESS);
    serving.compare(0, new Sparse(1, new int[0], new float[0]), 0);
    assertThat(serving.isGateOpen()).isTrue();
  }
}
