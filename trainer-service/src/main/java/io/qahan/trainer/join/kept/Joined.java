package io.qahan.trainer.join.kept;

import java.nio.ByteBuffer;

/**
 * What a joined image was joined with last.
 *
 * @param expiresAt when it is forgotten, epoch milliseconds
 * @param label the class of its newest example; {@link #UNKNOWN} of an image that was joined before
 *     labels could be corrected
 * @param revision how many corrections its newest example stands for; 0 for none
 */
public record Joined(long expiresAt, int label, int revision) {
  /** No label names it. */
  public static final int UNKNOWN = -1;

  private static final int BYTES = Long.BYTES + 2 * Integer.BYTES;

  /** Whether another label makes another example. */
  public boolean isCorrectedBy(int other) {
    return label != UNKNOWN && label != other;
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(expiresAt).putInt(label).putInt(revision).array();
  }

  /** Stores from before corrections have marks without content. */
  static Joined of(byte[] bytes) {
    if (bytes.length == 0) {
      return new Joined(0, UNKNOWN, 0);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Joined(buffer.getLong(), buffer.getInt(), buffer.getInt());
  }
}
