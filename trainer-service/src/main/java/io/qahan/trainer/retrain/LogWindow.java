package io.qahan.trainer.retrain;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Which part of the log a retraining learns from, by the times of its records.
 *
 * @param from the oldest time; {@link Instant#EPOCH} for all that is kept
 * @param fromImage the image that the window begins at, wherever it lies; empty for {@code from}
 * @param most how many images at most: the newest
 * @param before how many images of before the window besides, chosen at random
 * @param bytes how much of them may be kept on disk, decoded: again the newest
 * @param labelsBefore how much earlier than the oldest image a label may have come
 */
public record LogWindow(
    Instant from,
    Optional<String> fromImage,
    int most,
    int before,
    long bytes,
    Duration labelsBefore) {
  /** As many images as are worth the while of a machine: ids and labels are in memory. */
  public static final int MOST = 5_000_000;

  /** Of so many images of before as are asked for one may have a label that counts. */
  private static final int FEW_LABELLED = 10;

  /** A window that begins at a time, without images of before. */
  public LogWindow(Instant from, int most, long bytes, Duration labelsBefore) {
    this(from, Optional.empty(), most, 0, bytes, labelsBefore);
  }

  public LogWindow {
    if (most < 1 || most > MOST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "images [%d] must be from 1 to %,d", most, MOST));
    }
    if (before < 0 || before > MOST / FEW_LABELLED) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "images of before [%d] must be from 0 to %,d",
              before,
              MOST / FEW_LABELLED));
    }
    if (bytes < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "bytes [%d] must be at least 1", bytes));
    }
  }

  /** How many images of such a size there is room for, besides those of before. */
  int room(int imageBytes) {
    return (int) Math.max(1, Math.min(most, bytes / imageBytes - before));
  }

  /** How many images of before are looked at for those that have a label. */
  int candidatesBefore() {
    return before * FEW_LABELLED;
  }

  /** How many offsets of a partition can be of use: markers of transactions have some too. */
  long offsets() {
    return 2L * (most + candidatesBefore());
  }

  /** Whether images of before its begin have to be read as well. */
  boolean isOfMore() {
    return before > 0 || fromImage.isPresent();
  }
}
