package io.qahan.ingest.http;

/** What the routes want to know of the pipeline behind them. Thread safe. */
public interface Pipeline {

  /** Whether images are taken at all now. */
  boolean isOpen();

  /** Whether an image of that id waits in this instance for its mask. */
  boolean isWaiting(String id);
}
