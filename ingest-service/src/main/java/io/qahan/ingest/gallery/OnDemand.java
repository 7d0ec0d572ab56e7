package io.qahan.ingest.gallery;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that is open only while it is needed, and for a while after. Not thread safe. */
public final class OnDemand implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OnDemand.class);

  private final Supplier<AutoCloseable> opener;
  private final Runnable closed;
  private final long lingerNanos;
  private AutoCloseable open;
  private long neededAt;

  /**
   * Closed at first.
   *
   * @param closed called after each closing
   * @param linger how long it stays open when it is not needed any more
   */
  public OnDemand(Supplier<AutoCloseable> opener, Runnable closed, Duration linger) {
    this.opener = opener;
    this.closed = closed;
    this.lingerNanos = linger.toNanos();
  }

  /** Opens or closes it as the need is now. */
  public void needed(boolean needed, long nanos) {
    if (needed) {
      neededAt = nanos;
      if (open == null) {
        open = opener.get();
      }
    } else if (open != null && nanos - neededAt > lingerNanos) {
      close();
    }
  }

  @Override
  public void close() {
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (Exception e) { // what cannot be closed is not needed either
      log.warn("Not closed well: {}", e.toString());
    }
    open = null;
    closed.run();
  }
}
