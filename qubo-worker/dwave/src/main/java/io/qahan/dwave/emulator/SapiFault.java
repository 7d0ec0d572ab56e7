package io.qahan.dwave.emulator;

/** An answer that is a refusal. Its text is the API's own where that is known. */
final class SapiFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  SapiFault(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
