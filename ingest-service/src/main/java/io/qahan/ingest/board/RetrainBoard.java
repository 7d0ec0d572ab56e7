package io.qahan.ingest.board;

import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The last steps of the retrainings of a model. Thread safe. */
public final class RetrainBoard implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private static final int STEPS = 100;
  private static final int LONGEST = 300;

  /**
   * One step.
   *
   * @param retraining which one it is of
   * @param stage {@code DUE}, {@code BEGAN}, {@code SCORED}, {@code PROMOTED}, {@code WITHHELD} or
   *     {@code FAILED}
   * @param cause {@code HAND}, {@code DRIFT} or {@code TIME}
   * @param images that were learned from; 0 before
   * @param servingAccuracy of what serves on the images kept out; null before it was scored
   * @param candidateAccuracy of the candidate on the same; null before it was scored
   * @param chance how likely so uneven a split is by chance; null before it was scored
   * @param release its number, if it was promoted; null otherwise
   * @param at epoch milliseconds
   */
  public record Step(
      String retraining,
      String stage,
      String cause,
      int images,
      Double servingAccuracy,
      Double candidateAccuracy,
      Double chance,
      Long release,
      String reason,
      long at) {}

  private final byte[] model;
  private final Codec<RetrainStep> codec;
  private final Deque<Step> steps = new ArrayDeque<>();

  RetrainBoard(String model, Codec<RetrainStep> codec) {
    this.model = model.getBytes(StandardCharsets.UTF_8);
    this.codec = codec;
  }

  @Override
  public synchronized void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || !Arrays.equals(record.key(), model)) {
      return;
    }
    try {
      RetrainStep step = codec.decode(record.value());
      steps.addLast(
          new Step(
              step.getRetraining(),
              step.getStage().name(),
              step.getCause().name(),
              step.getCandidate() == null ? 0 : step.getImages(),
              step.getServingAccuracy(),
              step.getCandidateAccuracy(),
              step.getChance(),
              step.getRelease(),
              shortened(step.getReason()),
              step.getIssuedAt().toEpochMilli()));
      if (steps.size() > STEPS) {
        steps.removeFirst();
      }
    } catch (UndecodableRecordException | RuntimeException e) {
      // nothing to show; the registry may be away
    }
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  /** The oldest first. */
  public synchronized List<Step> steps() {
    return new ArrayList<>(steps);
  }

  /** The newest; empty if there was none. */
  public synchronized Optional<Step> last() {
    return Optional.ofNullable(steps.peekLast());
  }
}
