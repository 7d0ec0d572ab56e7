package io.qahan.trainer.join.kept;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A record that waits for its other half, or features that found theirs.
 *
 * @param expiresAt until when it waits, epoch milliseconds
 * @param partition where it came from, for its dead letter
 * @param offset where it came from, for its dead letter
 * @param traceparent the span that it comes from, at most 255 characters of ISO 8859-1; may be
 *     empty
 * @param imageHash SHA-256 of the image that it is about, hexadecimal; empty if it is not told
 * @param value its value as it came; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Waiting(
    long expiresAt,
    int partition,
    long offset,
    String traceparent,
    String imageHash,
    byte[] value) {
  private static final int HEADER = Long.BYTES + Integer.BYTES + Long.BYTES;
  private static final int HASH = 32;

  /** How many bytes {@link #toBytes} gives. */
  int size() {
    return HEADER + more().length + value.length;
  }

  byte[] toBytes() {
    byte[] more = more();
    return ByteBuffer.allocate(HEADER + more.length + value.length)
        .putLong(expiresAt)
        .putInt(more.length == 0 ? partition : ~partition)
        .putLong(offset)
        .put(more)
        .put(value)
        .array();
  }

  /**
   * What stands behind a negative partition, which stores from before there were traces have not:
   * length and text of the trace, behind a zero and the hash where there is one.
   */
  private byte[] more() {
    byte[] trace = traceparent.getBytes(StandardCharsets.ISO_8859_1);
    if (imageHash.isEmpty()) {
      return trace.length == 0
          ? trace
          : ByteBuffer.allocate(1 + trace.length).put((byte) trace.length).put(trace).array();
    }
    return ByteBuffer.allocate(2 + HASH + trace.length)
        .put((byte) 0)
        .put(HexFormat.of().parseHex(imageHash))
        .put((byte) trace.length)
        .put(trace)
        .array();
  }

  static Waiting of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long expiresAt = buffer.getLong();
    int partition = buffer.getInt();
    long offset = buffer.getLong();
    byte[] hash = {};
    byte[] trace = {};
    if (partition < 0) {
      int length = Byte.toUnsignedInt(buffer.get());
      if (length == 0) {
        hash = next(buffer, HASH);
        length = Byte.toUnsignedInt(buffer.get());
      }
      trace = next(buffer, length);
    }
    return new Waiting(
        expiresAt,
        partition < 0 ? ~partition : partition,
        offset,
        new String(trace, StandardCharsets.ISO_8859_1),
        HexFormat.of().formatHex(hash),
        next(buffer, buffer.remaining()));
  }

  private static byte[] next(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }
}
