package io.qahan.ingest.serving;

import io.qahan.ingest.head.LiveHead;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One version of the model in service, with its head. What computes its features is native memory,
 * and is given back when another version takes its place; whoever computes them {@linkplain
 * #enter() enters} first. Thread safe.
 */
public final class ServedModel {
  private final long release;
  private final ImageModel model;
  private final LiveHead live;
  private final Runnable features;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean retired;

  /**
   * One that takes images in.
   *
   * @param release its number; 0 if it was not released through Kafka
   * @param features gives back what computes the features; called once
   */
  public ServedModel(long release, ImageModel model, LiveHead live, Runnable features) {
    this.release = release;
    this.model = model;
    this.live = live;
    this.features = features;
  }

  /** The number of its release; 0 if it was not released through Kafka. */
  public long release() {
    return release;
  }

  public ImageModel model() {
    return model;
  }

  /** Content hash of the model file; empty if settings say what the model is. */
  public String version() {
    return model.version();
  }

  /** The head of this version; it may become newer at any time. */
  public LiveHead live() {
    return live;
  }

  /**
   * Keeps what computes the features until {@link #leave()}.
   *
   * @return false if it was given back: another version serves, and there is nothing to leave
   */
  public boolean enter() {
    Lock reading = lock.readLock();
    reading.lock();
    if (retired) {
      reading.unlock();
      return false;
    }
    return true;
  }

  /** Ends what a successful {@link #enter()} of this thread began. */
  public void leave() {
    lock.readLock().unlock();
  }

  /** It takes no image in any more. Waits for those who compute; heads and masks go on. */
  void retire() {
    Lock writing = lock.writeLock();
    writing.lock();
    try {
      if (!retired) {
        retired = true;
        features.run();
      }
    } finally {
      writing.unlock();
    }
  }
}
