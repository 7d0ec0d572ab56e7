package io.qahan.trainer.online.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import io.qahan.trainer.online.gate.ServingHead.Withheld;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
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
    compare(1, 100, 0);
    assertThat(worseOn(0.5f)).as("far worse than an untrained head").hasValue(Withheld.NEWEST);
    serving.next(FIRST, PROGRESS);
    compare(2, 0, 0);
    assertThat(worseOn(0.5f)).isEmpty();
  }

  private static final Sparse NOTHING = new Sparse(1, new int[0], new float[0]);

  private void compare(int number, float loss, int label) {
    serving.compare(number, "image-" + number, loss, NOTHING, label, new float[0]);
  }

  /** On what a candidate is worse that gives class 0 so much, whatever it sees. */
  private Optional<Withheld> worseOn(float probability) {
    return serving.worseOn(
        features -> {
          float[][] rows = new float[features.size()][];
          Arrays.fill(rows, new float[] {probability, 1 - probability});
          return rows;
        });
  }

  @Test
  void shouldWithholdACandidateThatIsClearlyWorseOnOlderImagesThoughNotOnTheNewest() {
    for (int i = 0; i < 60; i++) {
      compare(i, 0, 0);
    }
    assertThat(worseOn(0.5f)).as("as good as the untrained live head").isEmpty();
    assertThat(worseOn(0.48f)).as("worse within what is put up with").isEmpty();
    assertThat(worseOn(0.1f)).hasValue(Withheld.ANCHORS);
    serving.drifted(false);
    assertThat(worseOn(0.1f)).as("after drift older images count no more").isEmpty();
  }

  @Test
  void shouldNotJudgeByFewOlderImages() {
    for (int i = 0; i < 38; i++) {
      compare(i, 0, 0);
    }
    assertThat(worseOn(0.1f)).as("29 that are not of the newest quarter").isEmpty();
    compare(38, 0, 0);
    assertThat(worseOn(0.1f)).hasValue(Withheld.ANCHORS);
  }

  @Test
  void shouldTellHowImagesWereAnsweredByTheirNewestLabels() {
    serving.compare(1, "a", 0, NOTHING, 0, new float[] {0.25f, 0.75f});
    serving.compare(2, "b", 0, NOTHING, 1, new float[] {0.25f, 0.75f});
    assertThat(serving.scores().confusion().accuracy()).hasValue(0.5);
    assertThat(serving.scores().loss())
        .isCloseTo(-(Math.log(0.25) + Math.log(0.75)) / 2, within(1e-6));
    serving.correct(1, "a", 0, NOTHING, 1, new float[] {0.25f, 0.75f});
    assertThat(serving.scores().confusion().accuracy()).hasValue(1);
    assertThat(serving.scores().loss()).isCloseTo(-Math.log(0.75), within(1e-6));
  }
}
