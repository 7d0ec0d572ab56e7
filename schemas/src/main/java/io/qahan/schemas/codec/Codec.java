package io.qahan.schemas.codec;

import io.qahan.schemas.topic.RejectedRecordException;

/**
 * Turns the values of one topic into bytes and back. Thread safe.
 *
 * @param <T> the record type of the topic
 */
public interface Codec<T> {
  byte[] encode(T value);

  /**
   * Reads a record written with this or an older version of the schema.
   *
   * @throws UndecodableRecordException if the bytes are not such a record; null is refused too
   */
  T decode(byte[] bytes) throws UndecodableRecordException;

  /**
   * The same for a record that goes to the dead letters if it cannot be read.
   *
   * @param stage the part of the pipeline that reads it
   * @throws RejectedRecordException with the cause {@code undecodable}
   */
  default T decodeAt(String stage, byte[] bytes) throws RejectedRecordException {
    try {
      return decode(bytes);
    } catch (UndecodableRecordException e) {
      throw new RejectedRecordException(stage, "undecodable", e.getMessage(), e);
    }
  }
}
