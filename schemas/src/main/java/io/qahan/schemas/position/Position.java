package io.qahan.schemas.position;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * How far a partition has been read.
 *
 * @param topic the topic's id: one that is deleted and made anew has another
 * @param next the offset of the first record not read
 */
public record Position(Uuid topic, long next) {
  private static final int BYTES = 3 * Long.BYTES;

  public Position {
    if (next < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a position is [%d] but must be at least 0", next));
    }
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(topic.getMostSignificantBits())
        .putLong(topic.getLeastSignificantBits())
        .putLong(next)
        .array();
  }

  /** What a {@link PositionStore} wrote; empty if these bytes are of anything else. */
  public static Optional<Position> of(byte[] bytes) {
    if (bytes == null || bytes.length != BYTES) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Uuid topic = new Uuid(buffer.getLong(), buffer.getLong());
    long next = buffer.getLong();
    return next < 0 ? Optional.empty() : Optional.of(new Position(topic, next));
  }
}
