package io.qahan.ingest.image.decode;

import java.io.IOException;

/** Ends a decoding from within when it has taken longer than it may. */
@FunctionalInterface
interface Effort {

  /** For what is known to take little. */
  Effort UNLIMITED = () -> {};

  /**
   * Called often while an image is decoded, by the thread that decodes it.
   *
   * @throws IOException when it is to end
   */
  void check() throws IOException;

  /** The time for one image is spent. */
  final class SpentException extends IOException {
    private static final long serialVersionUID = 1L;

    SpentException() {
      super("decoding took too long");
    }
  }
}
