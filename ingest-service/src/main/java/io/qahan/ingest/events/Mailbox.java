package io.qahan.ingest.events;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What waits for one browser: at most one event a slot, the latest. Putting never waits, whatever
 * the browser does. Thread safe.
 */
final class Mailbox {
  private final Map<String, Event> waiting = new LinkedHashMap<>();
  private boolean closed;

  Mailbox(Collection<Event> first) {
    first.forEach(event -> waiting.put(event.slot(), event));
  }

  synchronized void put(Event event) {
    waiting.put(event.slot(), event);
    notifyAll();
  }

  /** Waits for an event and takes it, slots in turn; empty once the box is closed. */
  synchronized Optional<Event> take() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    if (closed) {
      return Optional.empty();
    }
    Iterator<Event> events = waiting.values().iterator();
    Event next = events.next();
    events.remove();
    return Optional.of(next);
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized int size() {
    return waiting.size();
  }
}
