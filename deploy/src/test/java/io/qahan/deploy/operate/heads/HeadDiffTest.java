package io.qahan.deploy.operate.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HeadDiffTest {
  private static final HeadShape SHAPE = new HeadShape(2, 2, "stack");

  private static Head head(long version, long examples, double accuracy, float... weights)
      throws HeadRefusedException {
    return Head.of(
        SHAPE,
        new HeadLineage(version, version - 1, OptionalLong.empty()),
        new HeadProgress(version, examples, 0, 0.5, accuracy, Instant.EPOCH, OptionalLong.empty()),
        weights);
  }

  @Test
  void shouldMeasureEachClassWithItsBias() throws HeadRefusedException {
    Head from = head(1, 10, 0.5, 0, 0, 3, 4, 0, 0);
    Head to = head(2, 30, 0.75, 3, 0, 3, 4, 4, 2);

    HeadDiff diff = HeadDiff.of(from, to);

    assertThat(diff.same()).isFalse();
    assertThat(diff.byClass()).containsExactly(5.0, 2.0);
    assertThat(diff.distance()).isCloseTo(Math.sqrt(29), within(1e-12));
    assertThat(diff.relative()).isCloseTo(Math.sqrt(29) / 5, within(1e-12));
    assertThat(diff.largestChange()).isEqualTo(4);
    assertThat(diff.examplesMore()).isEqualTo(20);
    assertThat(diff.lines()).contains("accuracy         +0.2500", "examples         +20");
  }

  @Test
  void shouldHaveNoRelativeDistanceFromTheUntrainedHead() throws HeadRefusedException {
    HeadDiff diff = HeadDiff.of(Head.untrained(SHAPE), head(1, 1, 0, 1, 0, 0, 0, 0, 0));

    assertThat(diff.relative()).isNull();
    assertThat(diff.lines()).contains("distance         1.00000");
  }

  @Test
  void shouldSayWhenTheWeightsAreTheSame() throws HeadRefusedException {
    Head head = head(3, 5, 0.5, 1, 2, 3, 4, 5, 6);

    assertThat(HeadDiff.of(head, head).lines()).contains("weights          the same");
  }

  @Test
  void shouldRefuseHeadsOfDifferentShapes() {
    Head other = Head.untrained(new HeadShape(2, 3, "stack"));

    assertThatThrownBy(() -> HeadDiff.of(Head.untrained(SHAPE), other))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("one shape");
  }
}
