package io.qahan.trainer.join.kept;

import java.nio.ByteBuffer;

/**
 * What a joined image was joined with last.
 *
 * @param expiresAt when it is forgotten, epoch milliseconds
 * @param label the class of its newest example; {@link #UNKNOWN} of an image that was joined before
 *     labels could be corrected
 * @param revision how many corrections its newest example stands for; 0 for none
 * @param before the label before the newest, which may say the same; {@link #UNKNOWN} if there was
 *     none, or if the newest is surely of this image
 * @param labelledAt the time of the newest label as its sender gave it, epoch milliseconds; 0 where
 *     {@code before} is not known
 */
public record Joined(long expiresAt, int label, int revision, int before, long labelledAt) {
  /** No label names it. */
  public static final int UNKNOWN = -1;

  private static final int SHORT = Long.BYTES + 2 * Integer.BYTES;
  private static final int LONG = SHORT + Integer.BYTES + Long.BYTES;

  /** With its first label, or one that is surely of this image. */
  public Joined(long expiresAt, int label, int revision) {
    this(expiresAt, label, revision, UNKNOWN, 0);
  }

  /** Whether another label makes another example. */
  public boolean isCorrectedBy(int other) {
    return label != UNKNOWN && label != other;
  }

  /**
   * Whether the newest label is more likely of another image under the same id that comes now: that
   * is the later one, and was there already when the label was given to an image that had one.
   *
   * @param at the time of the joined image, epoch milliseconds
   * @param next the time of the image that comes
   */
  public boolean isOvertaking(long at, long next) {
    return before != UNKNOWN && at < next && next <= labelledAt;
  }

  byte[] toBytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(before == UNKNOWN ? SHORT : LONG)
            .putLong(expiresAt)
            .putInt(label)
            .putInt(revision);
    return (before == UNKNOWN ? bytes : bytes.putInt(before).putLong(labelledAt)).array();
  }

  /** Stores from before corrections have marks without content. */
  static Joined of(byte[] bytes) {
    if (bytes.length == 0) {
      return new Joined(0, UNKNOWN, 0);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long expiresAt = buffer.getLong();
    int label = buffer.getInt();
    int revision = buffer.getInt();
    return buffer.hasRemaining()
        ? new Joined(expiresAt, label, revision, buffer.getInt(), buffer.getLong())
        : new Joined(expiresAt, label, revision);
  }
}
