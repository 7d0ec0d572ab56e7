package io.qahan.trainer.join;

import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Refuses records that could not be trained on. Thread safe. */
final class RecordChecks {
  private final Codec<MaskedFeatures> features;
  private final Codec<Label> labels;
  private final int classes;

  RecordChecks(JoinParts parts) {
    this.features = parts.codecs().of(Topics.MASKED_FEATURES);
    this.labels = parts.codecs().of(Topics.LABELS);
    this.classes = parts.classes();
  }

  /** Refuses with {@code bad-key} what is not UTF-8 or is empty. */
  void key(byte[] key) throws RejectedRecordException {
    if (key == null || key.length == 0) {
      throw new RejectedRecordException(
          "bad-key", "The key is empty; it must be an image id.", null);
    }
    imageId(key);
  }

  String imageId(byte[] key) throws RejectedRecordException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new RejectedRecordException("bad-key", "The key is not UTF-8 text.", e);
    }
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
    try {
      MaskedFeatures decoded = features.decode(value);
      Sparse.of(decoded.getFeatures());
      return decoded;
    } catch (UndecodableRecordException e) {
      throw new RejectedRecordException("undecodable", e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new RejectedRecordException("bad-features", e.getMessage(), e);
    }
  }

  /** Refuses with {@code undecodable} or {@code label-out-of-range}. */
  Label label(byte[] value) throws RejectedRecordException {
    Label decoded;
    try {
      decoded = labels.decode(value);
    } catch (UndecodableRecordException e) {
      throw new RejectedRecordException("undecodable", e.getMessage(), e);
    }
    if (decoded.getLabel() < 0 || decoded.getLabel() >= classes) {
      throw new RejectedRecordException(
          "label-out-of-range",
          String.format(
              Locale.ROOT, "Label [%d] is not from 0 to %d.", decoded.getLabel(), classes - 1),
          null);
    }
    return decoded;
  }
}
