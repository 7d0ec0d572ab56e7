package io.qahan.deploy.offline.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.cli.TerminalLine;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.history.MaskSummary;
import io.qahan.trainer.paper.network.Score;
import io.qahan.trainer.paper.network.StepTimes;
import java.io.PrintWriter;
import java.io.StringWriter;
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

  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);
  private final AtomicLong clock = new AtomicLong();

  private String printed() {
    return text.toString();
  }

  @Test
  void shouldDrawLossAccuracyRateAndTimeLeftOnATerminal() {
    new ProgressLine(new TerminalLine(out, true), clock::get).stepped(STEP);
    assertThat(printed())
        .contains("epoch 2/5 [##########..........] loss 0.2500 accuracy 0.9250")
        .contains("4,321 images/s  1:02:05 left")
        .doesNotContain("\n");
  }

  @Test
  void shouldNotRedrawFasterThanAnEyeCanFollow() {
    ProgressLine line = new ProgressLine(new TerminalLine(out, true), clock::get);
    line.stepped(STEP);
    int once = printed().length();
    clock.addAndGet(100_000_000);
    line.stepped(STEP);
    assertThat(printed().length()).isEqualTo(once);
    clock.addAndGet(100_000_000);
    line.stepped(STEP);
    assertThat(printed().length()).isEqualTo(2 * once);
  }

  @Test
  void shouldPrintPlainLinesWhereThereIsNoTerminal() {
    ProgressLine line = new ProgressLine(new TerminalLine(out, false), clock::get);
    line.stepped(STEP);
    line.finished(EPOCH);
    assertThat(printed())
        .isEqualTo(
            "epoch 2: train loss 0.2500 accuracy 0.9250, test loss 0.1250 accuracy 0.9500, 11.5 s"
                + System.lineSeparator());
  }
}
