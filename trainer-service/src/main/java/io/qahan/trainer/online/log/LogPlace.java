package io.qahan.trainer.online.log;

import io.qahan.schemas.avro.TrainingState;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How far a session has come in the training log. What it has read but not trained on is not behind
 * it: it comes again after a crash. For one thread.
 */
public final class LogPlace {
  private final Optional<TrainingState> saved;
  private ConsumerRecord<byte[], byte[]> read;
  private ConsumerRecord<byte[], byte[]> mark;
  private long readOffset;
  private long nextOffset;

  /**
   * @param saved the state that the session goes on from
   * @param nextOffset where it goes on
   */
  public LogPlace(Optional<TrainingState> saved, long nextOffset) {
    this.saved = saved.filter(state -> state.getNextOffset() == nextOffset);
    this.nextOffset = nextOffset;
    this.readOffset = nextOffset;
  }

  public void read(ConsumerRecord<byte[], byte[]> record) {
    read = record;
    readOffset = record.offset() + 1;
  }

  /** All that was read is dealt with. */
  public void settle() {
    nextOffset = readOffset;
    mark = read;
  }

  /** The first offset that was not read. */
  public long readOffset() {
    return readOffset;
  }

  /** The first offset that was not dealt with. */
  public long nextOffset() {
    return nextOffset;
  }

  /** Writes down the last record before this place, by which the log is known again. */
  public void markIn(TrainingState.Builder state) {
    if (mark != null) {
      state.setMarkOffset(mark.offset());
      state.setMarkSha256(sha256(mark));
    } else {
      saved.ifPresent(
          before -> {
            state.setMarkOffset(before.getMarkOffset());
            state.setMarkSha256(before.getMarkSha256());
          });
    }
  }

  static String sha256(ConsumerRecord<byte[], byte[]> record) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(record.value() == null ? new byte[0] : record.value()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
