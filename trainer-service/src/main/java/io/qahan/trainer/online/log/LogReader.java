package io.qahan.trainer.online.log;

import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.ServedPrediction;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.LabelledExample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the training log for one model. Thread safe. */
public final class LogReader {
  /** Weights, live head and two moments make one record of the training state, with scores. */
  private static final int MOST_WEIGHTS =
      Topics.TRAINING_STATE.maxMessageBytes() / (4 * Float.BYTES) - 16_000;

  private final Codec<TrainingExample> codec;
  private final byte[] model;
  private final int classes;

  public LogReader(Codec<TrainingExample> codec, String model, int classes) {
    this.codec = codec;
    this.model = model.getBytes(StandardCharsets.UTF_8);
    this.classes = classes;
  }

  /** How many classes labels may name. */
  public int classes() {
    return classes;
  }

  /**
   * What a record means; {@link LogEntry.Unusable} with the cause {@code too-large}, {@code
   * undecodable}, {@code bad-features} or {@code label-out-of-range}.
   */
  public LogEntry read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return usable(record);
    } catch (RejectedRecordException e) {
      return new LogEntry.Unusable(e);
    }
  }

  private LogEntry usable(ConsumerRecord<byte[], byte[]> record) throws RejectedRecordException {
    RejectedRecordException.ifOversize(record.headers());
    TrainingExample example = codec.decodeAt(ModelTopics.STAGE, record.value());
    if (!Arrays.equals(model, record.key())) {
      return new LogEntry.Foreign();
    }
    return example.getKind() == ExampleKind.FLUSH ? new LogEntry.Flush() : example(example);
  }

  private LogEntry example(TrainingExample example) throws RejectedRecordException {
    if (example.getFeatures() == null) {
      throw new RejectedRecordException(
          ModelTopics.STAGE, "bad-features", "An example without features.");
    }
    int label = example.getLabel();
    boolean released = example.getModelRelease() > 0;
    if (label < 0 || (label >= classes && !released)) {
      throw new RejectedRecordException(
          ModelTopics.STAGE,
          "label-out-of-range",
          String.format(
              Locale.ROOT,
              "Label [%d] of image [%s] is not from 0 to %d.",
              label,
              example.getImageId(),
              classes - 1));
    }
    try {
      Sparse features = Sparse.of(example.getFeatures());
      HeadShape shape =
          new HeadShape(
              released ? Math.max(2, Math.addExact(label, 1)) : classes,
              features.size(),
              example.getConvVersion(),
              example.getModelVersion());
      if (shape.weights() > MOST_WEIGHTS) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a head over [%d] features has more than the %d weights that can be saved",
                features.size(),
                MOST_WEIGHTS));
      }
      return new LogEntry.Example(
          new LabelledExample(
              example.getImageId(),
              features,
              label,
              example.getRevision(),
              example.getPreviousLabel() == null || example.getPreviousLabel() < 0
                  ? OptionalInt.empty()
                  : OptionalInt.of(example.getPreviousLabel()),
              answered(example.getServed())),
          shape,
          example.getModelRelease());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new RejectedRecordException(ModelTopics.STAGE, "bad-features", e.getMessage(), e);
    }
  }

  /** What cannot be read was not told: the example can be learned from all the same. */
  private static float[] answered(ServedPrediction served) {
    return served == null || served.getProbabilities().remaining() % Float.BYTES != 0
        ? new float[0]
        : LittleEndian.floats(served.getProbabilities());
  }
}
