package io.qahan.trainer.join.kept;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A key of the expiry index, which is sorted by time.
 *
 * @param at when, epoch milliseconds
 * @param kind what expires
 * @param id the image; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Expiry(long at, Kept kind, byte[] id) {
  private static final int HEADER = Long.BYTES + 1;

  /** Sorts by time; big-endian, so that byte order is time order. */
  byte[] toBytes() {
    return ByteBuffer.allocate(HEADER + id.length).putLong(at).put(kind.code()).put(id).array();
  }

  static Expiry of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long at = buffer.getLong();
    Kept kind = Kept.of(buffer.get());
    return new Expiry(at, kind, Arrays.copyOfRange(bytes, HEADER, bytes.length));
  }

  /** The least key of a time: a range from 0 to this holds all that expired before it. */
  static byte[] firstOf(long time) {
    return ByteBuffer.allocate(Long.BYTES).putLong(time).array();
  }
}
