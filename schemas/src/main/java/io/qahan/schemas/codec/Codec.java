package io.qahan.schemas.codec;

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
}
