package io.qahan.trainer.join;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An entry of the expiry index, which is sorted by time.
 *
 * @param at when, epoch milliseconds
 * @param kind what expires
 * @param id the image; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record Expiry(long at, Kind kind, byte[] id) {
  private static final int HEADER = Long.BYTES + 1;

  enum Kind {
    FEATURES('f'),
    LABELS('l'),
    JOINED('j');

    private final byte code; // stored: never change one

    Kind(char code) {
      this.code = (byte) code;
    }

    private static Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of expiry has the code [" + code + "]");
    }

    static Kind of(Side side) {
      return side == Side.FEATURES ? FEATURES : LABELS;
    }
  }

  /** Sorts by time; big-endian, so that byte order is time order. */
  byte[] toBytes() {
    return ByteBuffer.allocate(HEADER + id.length).putLong(at).put(kind.code).put(id).array();
  }

  static Expiry of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long at = buffer.getLong();
    Kind kind = Kind.of(buffer.get());
    return new Expiry(at, kind, Arrays.copyOfRange(bytes, HEADER, bytes.length));
  }

  /** The least key of a time: a range from 0 to this holds all that expired before it. */
  static byte[] firstOf(long time) {
    return ByteBuffer.allocate(Long.BYTES).putLong(time).array();
  }
}
