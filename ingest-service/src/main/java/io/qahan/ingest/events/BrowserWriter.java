package io.qahan.ingest.events;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes to one browser on a thread of its own, so that only this thread waits for it. Thread safe.
 */
final class BrowserWriter {
  private static final long IDLE = -1;

  private final Viewer browser;
  private final Mailbox mailbox;
  private final LongSupplier nanoTime;
  private final Consumer<BrowserWriter> gone;
  private final Thread thread;
  private final Object sendLock = new Object();
  private long sendingSince = IDLE;
  private boolean givenUp;

  /**
   * A writer that is not started yet.
   *
   * @param first what to send at once
   * @param gone is told when this writer has ended, on its thread
   */
  BrowserWriter(
      Viewer browser,
      Collection<Event> first,
      String name,
      LongSupplier nanoTime,
      Consumer<BrowserWriter> gone) {
    this.browser = browser;
    this.mailbox = new Mailbox(first);
    this.nanoTime = nanoTime;
    this.gone = gone;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Leaves an event for the browser; never waits. */
  void offer(Event event) {
    mailbox.put(event);
  }

  /** Gives up a browser that has not taken an event for so long; says whether it did. */
  boolean giveUpAfter(Duration patience) {
    synchronized (sendLock) {
      if (givenUp
          || sendingSince == IDLE
          || nanoTime.getAsLong() - sendingSince < patience.toNanos()) {
        return false;
      }
      givenUp = true;
      thread.interrupt(); // it is inside of send, and nothing else is interrupted
      return true;
    }
  }

  /** Ends the stream; waits for the thread no longer than {@code patience}. */
  void close(Duration patience) {
    mailbox.close();
    giveUpAfter(Duration.ZERO);
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it is inside of a send right now. */
  boolean sending() {
    synchronized (sendLock) {
      return sendingSince != IDLE;
    }
  }

  private void run() {
    try {
      Optional<Event> next = mailbox.take();
      while (next.isPresent()) {
        send(next.get());
        next = mailbox.take();
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      // The browser has left or was given up: it connects again when it wants to.
    } finally {
      mailbox.close();
      browser.close();
      gone.accept(this);
    }
  }

  private void send(Event event) throws IOException {
    synchronized (sendLock) {
      sendingSince = nanoTime.getAsLong();
    }
    try {
      browser.send(event);
    } finally {
      synchronized (sendLock) {
        sendingSince = IDLE;
      }
    }
  }
}
