package io.qahan.trainer.join.kept;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A record that waits for its other half, or features that found theirs.
 *
 * @param expiresAt until when it waits, epoch milliseconds
 * @param partition where it came from, for its dead letter
 * @param offset where it came from, for its dead letter
 * @param traceparent the span that it comes from, at most 255 characters of ISO 8859-1; may be
 *     empty
 * @param value its value as it came; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Waiting(
    long expiresAt, int partition, long offset, String traceparent, byte[] value) {
  private static final int HEADER = Long.BYTES + Integer.BYTES + Long.BYTES;

  /** How many bytes {@link #toBytes} gives. */
  int size() {
    return HEADER + (traceparent.isEmpty() ? 0 : 1 + traceparent.length()) + value.length;
  }

  byte[] toBytes() {
    if (traceparent.isEmpty()) {
      return ByteBuffer.allocate(HEADER + value.length)
          .putLong(expiresAt)
          .putInt(partition)
          .putLong(offset)
          .put(value)
          .array();
    }
    byte[] trace = traceparent.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(HEADER + 1 + trace.length + value.length)
        .putLong(expiresAt)
        .putInt(~partition) // negative: stores from before there were traces have none of these
        .putLong(offset)
        .put((byte) trace.length)
        .put(trace)
        .put(value)
        .array();
  }

  static Waiting of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long expiresAt = buffer.getLong();
    int partition = buffer.getInt();
    long offset = buffer.getLong();
    byte[] trace = new byte[partition < 0 ? Byte.toUnsignedInt(buffer.get()) : 0];
    buffer.get(trace);
    byte[] value = new byte[buffer.remaining()];
    buffer.get(value);
    return new Waiting(
        expiresAt,
        partition < 0 ? ~partition : partition,
        offset,
        new String(trace, StandardCharsets.ISO_8859_1),
        value);
  }
}
