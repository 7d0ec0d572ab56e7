package io.qahan.deploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  private static final Instant START = Instant.ofEpochSecond(1_000);
  private static final ImageIds IDS = new ImageIds("run");

  private Instant now = START;
  private final Outcomes outcomes =
      new Outcomes(IDS, new StreamPlan(3, 0, new LabelTiming.None(), 1), () -> now);

  private static Prediction prediction(int predicted, double energy, boolean degraded) {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    return new Prediction(
        predicted,
        nothing,
        1L,
        "hash",
        "conv",
        nothing,
        List.of(1, 1),
        "exact",
        SolveOutcome.SOLVED,
        energy,
        -2.0,
        -4.0,
        degraded,
        !degraded,
        START,
        START,
        Map.of("solve", 3.0, "total", 10.0),
        "");
  }

  private void sendAll() {
    for (int i = 0; i < 3; i++) {
      outcomes.sendingImage(i, i);
    }
    outcomes.sendingCorrupt(0);
  }

  @Test
  void shouldBeOutstandingUntilEachRecordHasComeToAnEnd() {
    sendAll();
    assertThat(outcomes.outstanding()).isEqualTo(4);
    assertThat(outcomes.missing(10))
        .containsExactly(IDS.image(0), IDS.image(1), IDS.image(2), IDS.corrupt(0));

    outcomes.predicted(IDS.image(0), prediction(0, -3, false));
    outcomes.predicted(IDS.image(2), prediction(0, -3, false));
    outcomes.deadLetter(IDS.corrupt(0), "truncated");
    assertThat(outcomes.missing(10)).containsExactly(IDS.image(1));

    outcomes.deadLetter(IDS.image(1), "bad-key");
    assertThat(outcomes.outstanding()).isZero();
    assertThat(outcomes.summary().deadLettersByCause())
        .containsExactlyInAnyOrderEntriesOf(Map.of("truncated", 1, "bad-key", 1));
    assertThat(outcomes.summary().complete()).isFalse();
  }

  @Test
  void shouldCountASecondAnswerAsADuplicateAndNotScoreIt() {
    sendAll();
    outcomes.predicted(IDS.image(0), prediction(0, -3, false));
    outcomes.predicted(IDS.image(0), prediction(9, -3, false));

    assertThat(outcomes.summary().predictions()).isEqualTo(1);
    assertThat(outcomes.summary().duplicates()).isEqualTo(1);
    assertThat(outcomes.summary().accuracyFirst500()).isEqualTo(1);
  }

  @Test
  void shouldPassOverTheAnswersOfOtherStreams() {
    sendAll();
    outcomes.predicted("other-000000", prediction(0, -3, false));

    assertThat(outcomes.outstanding()).isEqualTo(4);
    assertThat(outcomes.summary().predictions()).isZero();
  }

  @Test
  void shouldSumUpWhatWasSeen() {
    sendAll();
    now = START.plusMillis(500);
    outcomes.predicted(IDS.image(0), prediction(0, -3, false));
    now = START.plusMillis(1500);
    outcomes.predicted(IDS.image(1), prediction(0, -4, false));
    outcomes.predicted(IDS.image(2), prediction(2, -2, true));
    outcomes.head(4);
    outcomes.head(3);

    RunSummary summary = outcomes.summary();

    assertThat(summary.complete()).isTrue();
    assertThat(summary.imagesPerSecond()).isCloseTo(2, within(1e-9));
    assertThat(summary.latencyMs().p50()).isCloseTo(1500, within(2.0));
    assertThat(summary.accuracyLast500()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(summary.degraded()).isEqualTo(1);
    assertThat(summary.solver().solves()).isEqualTo(2);
    assertThat(summary.solver().solvesByName()).isEqualTo(Map.of("exact", 2));
    assertThat(summary.solver().meanGainOverGreedy()).isCloseTo(0.75, within(1e-9));
    assertThat(summary.solver().meanRelativeGap()).isCloseTo(0.125, within(1e-9));
    assertThat(summary.heads()).isEqualTo(2);
    assertThat(summary.headVersion()).isEqualTo(4);
    assertThat(summary.stageMs()).containsOnlyKeys("solve", "total");
  }
}
