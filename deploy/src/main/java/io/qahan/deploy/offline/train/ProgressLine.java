package io.qahan.deploy.offline.train;

import io.qahan.deploy.cli.TerminalLine;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.paper.history.Epoch;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Prints a training's progress: one live line on a terminal, one line an epoch elsewhere. */
public final class ProgressLine implements TrainingProgress {
  private static final long REDRAW_NANOS = 200_000_000;
  private static final int BAR = 20;

  private final TerminalLine line;
  private final LongSupplier nanoTime;
  private long drawnAt;
  private boolean drawn;

  /**
   * @param nanoTime the clock, so as not to redraw more often than an eye can follow
   */
  public ProgressLine(TerminalLine line, LongSupplier nanoTime) {
    this.line = line;
    this.nanoTime = nanoTime;
  }

  @Override
  public void opened(List<String> images) {
    images.forEach(line::print);
  }

  @Override
  public void resumed(int epochs) {
    line.print("going on after epoch " + epochs);
  }

  @Override
  public void stepped(Step step) {
    if (!line.isTerminal() || (drawn && nanoTime.getAsLong() - drawnAt < REDRAW_NANOS)) {
      return;
    }
    drawn = true;
    drawnAt = nanoTime.getAsLong();
    int filled = (int) ((long) BAR * step.images() / step.imagesPerEpoch());
    line.draw(
        String.format(
            Locale.ROOT,
            "epoch %d/%d [%s%s] loss %.4f accuracy %.4f  %,.0f images/s  %s left",
            step.epoch(),
            step.epochs(),
            "#".repeat(filled),
            ".".repeat(BAR - filled),
            step.sofar().loss(),
            step.sofar().accuracy(),
            step.imagesPerSecond(),
            clock(step.secondsLeft())));
  }

  @Override
  public void finished(Epoch epoch) {
    line.print(
        String.format(
            Locale.ROOT,
            "epoch %d: train loss %.4f accuracy %.4f,%s test loss %.4f accuracy %.4f, %.1f s",
            epoch.number(),
            epoch.train().loss(),
            epoch.train().accuracy(),
            validation(epoch),
            epoch.test().loss(),
            epoch.test().accuracy(),
            epoch.seconds()));
    drawn = false;
  }

  private static String validation(Epoch epoch) {
    return epoch.validation() == null
        ? ""
        : String.format(
            Locale.ROOT,
            " validation loss %.4f accuracy %.4f,",
            epoch.validation().loss(),
            epoch.validation().accuracy());
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 3600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
