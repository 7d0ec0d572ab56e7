package io.qahan.trainer.join;

import java.nio.ByteBuffer;

/**
 * A record that waits for its other half.
 *
 * @param expiresAt when it is given up, epoch milliseconds
 * @param partition where it came from, for its dead letter
 * @param offset where it came from, for its dead letter
 * @param value its value as it came; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record Waiting(long expiresAt, int partition, long offset, byte[] value) {
  private static final int HEADER = Long.BYTES + Integer.BYTES + Long.BYTES;

  byte[] toBytes() {
    return ByteBuffer.allocate(HEADER + value.length)
        .putLong(expiresAt)
        .putInt(partition)
        .putLong(offset)
        .put(value)
        .array();
  }

  static Waiting of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long expiresAt = buffer.getLong();
    int partition = buffer.getInt();
    long offset = buffer.getLong();
    byte[] value = new byte[buffer.remaining()];
    buffer.get(value);
    return new Waiting(expiresAt, partition, offset, value);
  }
}
