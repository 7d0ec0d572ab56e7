package io.qahan.trainer.paper;

import io.qahan.trainer.paper.history.Epoch;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Prints a training's progress: one live line on a terminal, one line an epoch elsewhere. */
public final class ProgressLine implements TrainingProgress {
  private static final long REDRAW_NANOS = 200_000_000;
  private static final int BAR = 20;
  private static final String ERASE_LINE = "\r\u001B[K";

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private long drawnAt;
  private boolean drawn;

  /**
   * @param terminal whether {@code out} can redraw a line
   * @param nanoTime the clock, so as not to redraw more often than an eye can follow
   */
  public ProgressLine(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  @Override
  public void resumed(int epochs) {
    out.println("going on after epoch " + epochs);
    out.flush();
  }

  @Override
  public void stepped(Step step) {
    if (!terminal || (drawn && nanoTime.getAsLong() - drawnAt < REDRAW_NANOS)) {
      return;
    }
    drawn = true;
    drawnAt = nanoTime.getAsLong();
    int filled = (int) ((long) BAR * step.images() / step.imagesPerEpoch());
    out.print(
        ERASE_LINE
            + String.format(
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
    out.flush();
  }

  @Override
  public void finished(Epoch epoch) {
    out.println(
        (terminal ? ERASE_LINE : "")
            + String.format(
                Locale.ROOT,
                "epoch %d: train loss %.4f accuracy %.4f, test loss %.4f accuracy %.4f, %.1f s",
                epoch.number(),
                epoch.train().loss(),
                epoch.train().accuracy(),
                epoch.test().loss(),
                epoch.test().accuracy(),
                epoch.seconds()));
    out.flush();
    drawn = false;
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 3600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
