package io.qahan.ingest.torchscript;

/** A TorchScript network that cannot give features: export it again, as the message says. */
public final class UnusableNetworkException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnusableNetworkException(String message) {
    super(message);
  }

  UnusableNetworkException(String message, Throwable cause) {
    super(message, cause);
  }
}
