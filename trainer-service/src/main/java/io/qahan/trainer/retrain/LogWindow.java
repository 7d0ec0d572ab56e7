package io.qahan.trainer.retrain;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Which part of the log a retraining learns from, by the times of its records.
 *
 * @param from the oldest time; {@link Instant#EPOCH} for all that is kept
 * @param most how many images at most: the newest
 * @param bytes how much of them may be kept on disk, decoded: again the newest
 * @param labelsBefore how much earlier than the oldest image a label may have come
 */
public record LogWindow(Instant from, int most, long bytes, Duration labelsBefore) {
  /** As many images as are worth the while of a machine: ids and labels are in memory. */
  public static final int MOST = 5_000_000;

  public LogWindow {
    if (most < 1 || most > MOST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "images [%d] must be from 1 to %,d", most, MOST));
    }
    if (bytes < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "bytes [%d] must be at least 1", bytes));
    }
  }

  /** How many images of such a size there is room for. */
  int room(int imageBytes) {
    return (int) Math.min(most, bytes / imageBytes);
  }
}
