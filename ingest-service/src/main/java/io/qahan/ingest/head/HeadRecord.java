package io.qahan.ingest.head;

import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.codec.LittleEndian;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** A head on its way through the fc-heads topic. What comes from there is believed in nothing. */
final class HeadRecord {
  private HeadRecord() {}

  static FcHead of(HeadLineage lineage, HeadProgress progress, HeadWeights weights) {
    HeadShape shape = weights.shape();
    return FcHead.newBuilder()
        .setVersion(lineage.version())
        .setParent(lineage.parent())
        .setRestoredFrom(nullable(lineage.restoredFrom()))
        .setShape(List.of(shape.classes(), shape.features()))
        .setWeights(weights.toBytes())
        .setSha256(weights.sha256())
        .setConvVersion(shape.convVersion())
        .setSteps(progress.steps())
        .setExamples(progress.examples())
        .setCorrections(progress.corrections())
        .setPrequentialLoss(progress.prequentialLoss())
        .setPrequentialAccuracy(progress.prequentialAccuracy())
        .setPublishedAt(progress.publishedAt())
        .setLastDrift(nullable(progress.lastDrift()))
        .setModelVersion(shape.modelVersion())
        .build();
  }

  /** The head of a record, refused unless its shape, hash and weights are sound. */
  static Head read(FcHead record) throws HeadRefusedException {
    HeadShape shape = shape(record);
    HeadLineage lineage = lineage(record);
    HeadWeights weights = weights(record, shape);
    return Head.of(lineage, progress(record), weights);
  }

  private static HeadShape shape(FcHead record) throws HeadRefusedException {
    List<Integer> dimensions = record.getShape();
    if (dimensions.size() == 2) {
      try {
        return new HeadShape(
            dimensions.get(0),
            dimensions.get(1),
            record.getConvVersion(),
            record.getModelVersion());
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new HeadRefusedException(
            HeadFault.WRONG_SHAPE,
            String.format(Locale.ROOT, "head [%d]: %s", record.getVersion(), e.getMessage()));
      }
    }
    throw new HeadRefusedException(
        HeadFault.WRONG_SHAPE,
        String.format(
            Locale.ROOT,
            "head [%d] has shape %s; give classes and features",
            record.getVersion(),
            dimensions));
  }

  private static HeadLineage lineage(FcHead record) throws HeadRefusedException {
    try {
      return new HeadLineage(
          record.getVersion(), record.getParent(), optional(record.getRestoredFrom()));
    } catch (IllegalArgumentException e) {
      throw new HeadRefusedException(HeadFault.BAD_VERSION, e.getMessage());
    }
  }

  /** The hash comes first: bytes that were damaged on the way may be no numbers either. */
  private static HeadWeights weights(FcHead record, HeadShape shape) throws HeadRefusedException {
    ByteBuffer bytes = record.getWeights();
    if (bytes.remaining() != (long) Float.BYTES * shape.weights()) {
      throw new HeadRefusedException(
          HeadFault.WRONG_SHAPE,
          String.format(
              Locale.ROOT,
              "head [%d] has %d weight bytes, but its shape %s takes %d; publish it again",
              record.getVersion(),
              bytes.remaining(),
              record.getShape(),
              (long) Float.BYTES * shape.weights()));
    }
    HeadWeights weights = HeadWeights.of(shape, LittleEndian.floats(bytes));
    if (!weights.sha256().equals(record.getSha256())) {
      throw new HeadRefusedException(
          HeadFault.BAD_HASH,
          String.format(
              Locale.ROOT,
              "head [%d] says SHA-256 [%s], but its weights have %s; publish it again",
              record.getVersion(),
              record.getSha256(),
              weights.sha256()));
    }
    return weights;
  }

  private static HeadProgress progress(FcHead record) throws HeadRefusedException {
    try {
      return new HeadProgress(
          record.getSteps(),
          record.getExamples(),
          record.getCorrections(),
          record.getPrequentialLoss(),
          record.getPrequentialAccuracy(),
          record.getPublishedAt(),
          optional(record.getLastDrift()));
    } catch (IllegalArgumentException e) {
      throw new HeadRefusedException(HeadFault.BAD_PROGRESS, e.getMessage());
    }
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Long nullable(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
