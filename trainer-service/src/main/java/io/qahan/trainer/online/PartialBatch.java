package io.qahan.trainer.online;

import java.time.Duration;
import java.time.Instant;

/**
 * A batch that nothing fills any more is trained on as it is. The log must say where, so that a
 * replay trains on the same batches: this asks for it, once a batch. For one thread.
 */
final class PartialBatch {
  private final TrainingTransactions transactions;
  private final Duration patience;
  private Instant grownAt;
  private boolean asked;

  /**
   * @param patience how long a batch may wait for its next example
   */
  PartialBatch(TrainingTransactions transactions, Duration patience, Instant now) {
    this.transactions = transactions;
    this.patience = patience;
    this.grownAt = now;
  }

  /** An example has come. */
  void grown(Instant now) {
    grownAt = now;
  }

  /** The log has said so. */
  void flushed() {
    asked = false;
  }

  /**
   * Writes it into the log if it is time to.
   *
   * @param waiting examples in the batch
   */
  void flushIfStale(int waiting, Instant now, Instant wall) {
    if (waiting > 0 && !asked && !now.isBefore(grownAt.plus(patience))) {
      transactions.flush(wall);
      asked = true;
    }
  }
}
