package io.qahan.schemas.codec;

/**
 * The bytes of a record are not what its topic holds. The caller should send them to the topic's
 * dead-letter topic and go on: trying again cannot help.
 */
public final class UndecodableRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  public UndecodableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
