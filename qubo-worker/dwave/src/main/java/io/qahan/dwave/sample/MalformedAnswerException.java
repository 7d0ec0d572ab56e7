package io.qahan.dwave.sample;

/** An answer does not hold together; the message names the field. */
public final class MalformedAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedAnswerException(String message, Throwable cause) {
    super(message, cause);
  }

  MalformedAnswerException(String message) {
    super(message);
  }
}
