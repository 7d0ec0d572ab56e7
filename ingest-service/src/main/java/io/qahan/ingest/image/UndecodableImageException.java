package io.qahan.ingest.image;

/**
 * The image can never be decoded under the present limits: trying again is in vain, dead-letter it.
 */
public final class UndecodableImageException extends Exception {

  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  public UndecodableImageException(RejectReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public UndecodableImageException(RejectReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public RejectReason reason() {
    return reason;
  }
}
