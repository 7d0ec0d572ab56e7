package io.qahan.trainer.paper;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.history.MaskSummary;
import io.qahan.trainer.paper.network.Score;
import io.qahan.trainer.paper.network.StepTimes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final TrainingProgress.Step STEP =
      new TrainingProgress.Step(2, 5, 25_000, 50_000, new Score(0.25, 0.925), 4321, 3725);
  private static final Epoch EPOCH =
      new Epoch(
          2,
          new Score(0.25, 0.925),
          new Score(0.125, 0.95),
          new MaskSummary(50_000, -0.5, 0.0, 100.0),
          StepTimes.NONE,
          11.5);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong clock = new AtomicLong();

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldDrawLossAccuracyRateAndTimeLeftOnATerminal() {
    new ProgressLine(out, true, clock::get).stepped(STEP);
    assertThat(printed())
        .contains("epoch 2/5 [##########..........] loss 0.2500 accuracy 0.9250")
        .contains("4,321 images/s  1:02:05 left")
        .doesNotContain("\n");
  }

  @Test
  void shouldNotRedrawFasterThanAnEyeCanFollow() {
    ProgressLine line = new ProgressLine(out, true, clock::get);
    line.stepped(STEP);
    int once = bytes.size();
    clock.addAndGet(100_000_000);
    line.stepped(STEP);
    assertThat(bytes.size()).isEqualTo(once);
    clock.addAndGet(100_000_000);
    line.stepped(STEP);
    assertThat(bytes.size()).isEqualTo(2 * once);
  }

  @Test
  void shouldPrintPlainLinesWhereThereIsNoTerminal() {
    ProgressLine line = new ProgressLine(out, false, clock::get);
    line.stepped(STEP);
    line.finished(EPOCH);
    assertThat(printed())
        .isEqualTo(
            "epoch 2: train loss 0.2500 accuracy 0.9250, test loss 0.1250 accuracy 0.9500, 11.5 s"
                + System.lineSeparator());
  }
}
