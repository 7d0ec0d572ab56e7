package io.qahan.ingest.image.decode;

/** Too much is being decoded just now. It says nothing about the image: try again in a second. */
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BusyException(String message) {
    super(message);
  }
}
