package io.qahan.trainer.join;

import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import java.util.Locale;

/** Refuses records that could not be trained on. Thread safe. */
final class RecordChecks {
  private final Codec<MaskedFeatures> features;
  private final Codec<Label> labels;
  private final KnownClasses classes;

  RecordChecks(JoinParts parts) {
    this.features = parts.codecs().of(Topics.MASKED_FEATURES);
    this.labels = parts.codecs().of(Topics.LABELS);
    this.classes = parts.classes();
  }

  /** Refuses what {@link #features} or {@link #label} refuses. */
  void value(Side side, byte[] value) throws RejectedRecordException {
    if (side == Side.FEATURES) {
      var unused = features(value);
    } else {
      var unused = label(value);
    }
  }

  /** Refuses with {@code undecodable} or {@code bad-features}. */
  MaskedFeatures features(byte[] value) throws RejectedRecordException {
    MaskedFeatures decoded = features.decodeAt(JoinParts.STAGE, value);
    try {
      Sparse.of(decoded.getFeatures());
      return decoded;
    } catch (IllegalArgumentException e) {
      throw new RejectedRecordException(JoinParts.STAGE, "bad-features", e.getMessage(), e);
    }
  }

  /** Refuses with {@code undecodable} or {@code label-out-of-range}. */
  Label label(byte[] value) throws RejectedRecordException {
    Label decoded = labels.decodeAt(JoinParts.STAGE, value);
    if (!classes.knows(decoded.getLabel())) {
      throw new RejectedRecordException(
          JoinParts.STAGE,
          "label-out-of-range",
          String.format(
              Locale.ROOT,
              "Label [%d] is not from 0 to %d.",
              decoded.getLabel(),
              classes.count() - 1),
          null);
    }
    return decoded;
  }
}
