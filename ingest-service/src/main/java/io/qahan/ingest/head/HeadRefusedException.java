package io.qahan.ingest.head;

/** A head that must not serve: dead-letter it and keep the last good one. */
public final class HeadRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final HeadFault fault;

  public HeadRefusedException(HeadFault fault, String message) {
    super(message);
    this.fault = fault;
  }

  public HeadFault fault() {
    return fault;
  }
}
