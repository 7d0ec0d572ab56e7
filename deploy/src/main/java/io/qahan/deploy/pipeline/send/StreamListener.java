package io.qahan.deploy.pipeline.send;

/** Told what a stream sends, from its thread, before each record leaves. */
public interface StreamListener {
  /** Listens to nothing. */
  StreamListener NONE = new StreamListener() {};

  /** An image, which is the {@code index}-th of the stream, from 0. */
  default void sendingImage(int index, int label) {}

  default void sendingCorrupt(int index) {}

  /** A label in a record of its own. */
  default void sendingLabel() {}
}
