package io.qahan.ingest.page;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls at a fixed rate, on a thread of its own, until closed. */
final class PageTicker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PageTicker.class);
  private static final int CLOSE_SECONDS = 10;

  private final LongConsumer tick;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "live-feed");
            made.setDaemon(true);
            return made;
          });

  private PageTicker(LongConsumer tick, LongSupplier nanoTime) {
    this.tick = tick;
    this.nanoTime = nanoTime;
  }

  static PageTicker start(int perSecond, LongConsumer tick, LongSupplier nanoTime) {
    PageTicker ticker = new PageTicker(tick, nanoTime);
    long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
    var unused =
        ticker.thread.scheduleAtFixedRate(ticker::once, period, period, TimeUnit.NANOSECONDS);
    return ticker;
  }

  /** A page that cannot be drawn once, for example without the registry, is drawn the next time. */
  private void once() {
    try {
      tick.accept(nanoTime.getAsLong());
    } catch (RuntimeException e) {
      log.warn("The live page was not brought up to date: {}", e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
