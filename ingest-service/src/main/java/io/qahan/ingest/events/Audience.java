package io.qahan.ingest.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All browsers that watch, up to a limit. What is published reaches each through its own mailbox
 * and thread: a slow browser misses events, and no other and no publisher waits for it; one that
 * does not read at all is dropped. A newcomer is told the latest of every slot. Thread safe.
 */
public final class Audience implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Audience.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final int limit;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Map<String, Event> latest = new LinkedHashMap<>();
  private final Set<BrowserWriter> writers = ConcurrentHashMap.newKeySet();
  private int joined;
  private boolean closed;

  /**
   * An audience of nobody yet.
   *
   * @param limit most browsers at a time
   * @param patience how long a browser may take for one event
   * @param nanoTime a clock that only measures
   */
  public Audience(int limit, Duration patience, LongSupplier nanoTime) {
    this.limit = limit;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /** Lets a browser watch from now on; false if there are too many already. */
  public synchronized boolean join(Viewer browser) {
    if (closed || writers.size() >= limit) {
      return false;
    }
    BrowserWriter writer =
        new BrowserWriter(
            browser, latest.values(), "live-browser-" + ++joined, nanoTime, writers::remove);
    writers.add(writer);
    writer.start();
    return true;
  }

  /** Tells everybody, and everybody who comes later; never waits. */
  public synchronized void publish(Event event) {
    latest.put(event.slot(), event);
    writers.forEach(writer -> writer.offer(event));
  }

  /** Drops the browsers whose patience is over; to be called now and then. */
  public void dropStalled() {
    for (BrowserWriter writer : writers) {
      if (writer.giveUpAfter(patience)) {
        log.info("A browser has not read its events for {} s: dropped", patience.toSeconds());
      }
    }
  }

  public int size() {
    return writers.size();
  }

  /** How many of them are being written to right now. */
  long sending() {
    return writers.stream().filter(BrowserWriter::sending).count();
  }

  @Override
  public void close() {
    List<BrowserWriter> last;
    synchronized (this) {
      closed = true;
      last = new ArrayList<>(writers);
    }
    last.forEach(writer -> writer.close(CLOSING));
  }
}
