package io.qahan.ingest.events;

import java.io.Closeable;
import java.io.IOException;

/** One open event stream. */
interface Viewer extends Closeable {
  /**
   * Writes an event; waits as long as the browser does not read.
   *
   * @throws IOException if the browser is gone
   */
  void send(Event event) throws IOException;

  @Override
  void close();
}
