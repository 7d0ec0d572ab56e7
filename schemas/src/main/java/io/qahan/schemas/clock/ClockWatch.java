package io.qahan.schemas.clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices steps of this host's wall clock, by comparing it with the monotonic clock ten times a
 * second: logs and counts every step of more than a second, and tells those who have to do
 * something when the clock goes back. What is slewed, or stepped by less, needs nothing done: a
 * Kafka client stands still for as long as the clock went back. Thread safe.
 */
public final class ClockWatch {
  /** Steps up to this long pass unnoticed. */
  static final Duration LEAST = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);
  private static final long EVERY_MILLIS = 100;

  /** Two readings that far apart say nothing: the thread was held up between them. */
  private static final long TORN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** The one that watches the clock of this process. */
  private static final class OfProcess {
    static final ClockWatch WATCH = new ClockWatch(InstantSource.system(), System::nanoTime);

    static {
      Thread thread = new Thread(WATCH::run, "clock-watch");
      thread.setDaemon(true);
      thread.start();
    }

    private OfProcess() {}
  }

  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private final Set<Consumer<Duration>> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicLong forward = new AtomicLong();
  private final AtomicLong back = new AtomicLong();
  private long offset;

  /** For tests: looks only when told to. */
  ClockWatch(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    offset = wall.millis() - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
  }

  /** The watch of this process's clock, which runs from the first call on. */
  public static ClockWatch system() {
    return OfProcess.WATCH;
  }

  /** Counts its steps as {@code qahan.clock.steps}. */
  public void bindTo(MeterRegistry registry) {
    Metric.CLOCK_STEPS.counted(registry, forward, "forward");
    Metric.CLOCK_STEPS.counted(registry, back, "back");
  }

  /** How many steps it has noticed. */
  public long steps() {
    return forward.get() + back.get();
  }

  /**
   * Has a listener told by how much the clock went back, each time that it does.
   *
   * @param listener called on the watch's thread; must not block nor throw
   * @return ends that
   */
  Runnable onStepBack(Consumer<Duration> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Compares the clocks once. */
  void look() {
    long before = nanoTime.getAsLong();
    long now = wall.millis();
    if (nanoTime.getAsLong() - before > TORN_NANOS) {
      return;
    }
    long found = now - TimeUnit.NANOSECONDS.toMillis(before);
    long step = found - offset;
    offset = found;
    if (Math.abs(step) > LEAST.toMillis()) {
      stepped(Duration.ofMillis(step));
    }
  }

  private void stepped(Duration step) {
    if (step.isNegative()) {
      back.incrementAndGet();
      log.warn(
          "The clock of this host went back by {}. Kafka clients are made anew; answers go on."
              + " See to the host's time service (chronyc tracking, timedatectl).",
          step.negated());
      listeners.forEach(listener -> listener.accept(step.negated()));
    } else {
      forward.incrementAndGet();
      log.warn(
          "The clock of this host went forward by {}, or the host was suspended for as long. See"
              + " to the host's time service (chronyc tracking, timedatectl).",
          step);
    }
  }

  private void run() {
    while (true) {
      look();
      try {
        Thread.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
