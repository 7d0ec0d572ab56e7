package io.qahan.trainer.online.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SuccessionTest {
  private static final HeadShape SHAPE = new HeadShape(2, 1, "conv-1");
  private static final HeadProgress PROGRESS =
      new HeadProgress(1, 32, 0.5, 0.5, Instant.EPOCH, OptionalLong.empty());
  private static final float[] FIRST = {1, 0, 0, 0};
  private static final float[] SECOND = {0, 1, 0, 0};

  private final Succession succession = new Succession(Head.untrained(SHAPE));

  @Test
  void shouldGiveEachHeadTheNextVersion() {
    Head first = succession.next(FIRST, PROGRESS).orElseThrow();
    Head second = succession.next(SECOND, PROGRESS).orElseThrow();
    assertThat(first.version()).isEqualTo(1);
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.lineage().parent()).isEqualTo(1);
    assertThat(succession.live()).isEqualTo(second);
  }

  @Test
  void shouldKeepTheLiveHeadWhereTheNextOneIsNoNumber() {
    Head first = succession.next(FIRST, PROGRESS).orElseThrow();
    assertThat(succession.next(new float[] {Float.NaN, 0, 0, 0}, PROGRESS)).isEmpty();
    assertThat(succession.live()).isEqualTo(first);
  }

  @Test
  void shouldServeAPinnedHeadAsTheNextVersionUntilARollBack() throws Exception {
    Head first = succession.next(FIRST, PROGRESS).orElseThrow();
    succession.next(SECOND, PROGRESS);

    Head pinned = succession.pin(first, PROGRESS).orElseThrow();
    assertThat(pinned.version()).isEqualTo(3);
    assertThat(pinned.lineage().restoredFrom()).hasValue(1);
    assertThat(pinned.sha256()).isEqualTo(first.sha256());
    assertThat(succession.pinned()).hasValue(1);

    Head rolledBack = succession.rollBack(first, PROGRESS);
    assertThat(rolledBack.version()).isEqualTo(4);
    assertThat(succession.live()).isEqualTo(rolledBack);
    assertThat(succession.pinned()).isEmpty();
  }

  @Test
  void shouldPinTheLiveHeadWithoutANewVersion() throws Exception {
    Head first = succession.next(FIRST, PROGRESS).orElseThrow();
    assertThat(succession.pin(first, PROGRESS)).isEmpty();
    assertThat(succession.pinned()).hasValue(1);
    assertThat(succession.live()).isEqualTo(first);
  }

  @Test
  void shouldForgetWhatWasComparedWithTheHeadBefore() {
    succession.compare(100, new Sparse(1, new int[0], new float[0]), 0);
    assertThat(succession.isGateOpen()).as("far worse than an untrained head").isFalse();
    succession.next(FIRST, PROGRESS);
    succession.compare(0, new Sparse(1, new int[0], new float[0]), 0);
    assertThat(succession.isGateOpen()).isTrue();
  }
}
