package io.qahan.schemas.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** How many bytes a record takes, at most, before it is compressed: what producers judge it by. */
public final class RecordSize {
  /** A batch of one record: 61 bytes of its own, 21 of the record's, and the lengths of both. */
  private static final int OVERHEAD = 96;

  private static final int LENGTHS_OF_A_HEADER = 10;

  private RecordSize() {}

  /** The size of a batch that holds one record; key, value and headers may be null. */
  public static long of(byte[] key, byte[] value, Headers headers) {
    return OVERHEAD + lengthOf(key) + lengthOf(value) + of(headers);
  }

  /** What headers add to the size of their record. */
  public static long of(Headers headers) {
    long sum = 0;
    if (headers != null) {
      for (Header header : headers) {
        sum += of(header);
      }
    }
    return sum;
  }

  static long of(Header header) {
    return LENGTHS_OF_A_HEADER
        + header.key().getBytes(StandardCharsets.UTF_8).length
        + lengthOf(header.value());
  }

  private static long lengthOf(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
