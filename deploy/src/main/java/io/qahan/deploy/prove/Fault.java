package io.qahan.deploy.prove;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One thing to break.
 *
 * @param number from 1
 * @param kind what happens
 * @param kill of brokers: whether they are killed, and not stopped
 * @param target the process that it happens to; empty for the sender
 * @param brokers that it happens to, or that the target is cut off from
 * @param amount milliseconds that a line is slower, or that a clock is wrong; else 0
 * @param lasting how long
 */
record Fault(
    int number,
    FaultKind kind,
    boolean kill,
    String target,
    List<String> brokers,
    long amount,
    Duration lasting) {

  String text() {
    String seconds = String.format(Locale.ROOT, "%.1f s", lasting.toMillis() / 1e3);
    String all = String.join(", ", brokers);
    return switch (kind) {
      case KILL -> target + " killed, started again after " + seconds;
      case STOP -> target + " stopped for " + seconds;
      case BROKER -> all + (kill ? " killed, started again after " : " stopped for ") + seconds;
      case PARTITION -> target + " cut off from " + all + " for " + seconds;
      case CLOCK ->
          String.format(
              Locale.ROOT,
              "the sender's clock %d min %s for %s",
              Math.abs(amount) / 60_000,
              amount < 0 ? "behind" : "ahead",
              seconds);
      case DISK -> "no file of " + target + " can grow for " + seconds;
      case SLOW ->
          String.format(
              Locale.ROOT, "%s %d ms farther from %s for %s", target, amount, all, seconds);
    };
  }
}
