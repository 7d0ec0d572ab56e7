package io.qahan.schemas.topic;

import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.LabelCandidate;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** The topic catalogue: every topic that the services read and write. */
public final class Topics {
  private static final int MIB = 1 << 20;
  private static final Duration WEEK = Duration.ofDays(7);

  /** A trainer that was stopped finds its examples and the controls that came meanwhile. */
  private static final Duration TRAINER_AWAY = Duration.ofDays(90);

  public static final Topic<Image> IMAGES = perImage("images", Image.class, WEEK, 8 * MIB);
  public static final Topic<Label> LABELS =
      perImage("labels", Label.class, Duration.ofDays(30), MIB);
  public static final Topic<MaskRequest> MASK_REQUESTS =
      perImage("mask-requests", MaskRequest.class, Duration.ofHours(6), 4 * MIB);
  public static final Topic<MaskResult> MASK_RESULTS =
      perImage("mask-results", MaskResult.class, Duration.ofHours(6), 4 * MIB);
  public static final Topic<MaskedFeatures> MASKED_FEATURES =
      perImage("masked-features", MaskedFeatures.class, Duration.ofDays(30), 4 * MIB);
  public static final Topic<Prediction> PREDICTIONS =
      perImage("predictions", Prediction.class, WEEK, MIB);
  public static final Topic<LabelCandidate> LABEL_CANDIDATES =
      perImage("label-candidates", LabelCandidate.class, WEEK, MIB);
  public static final Topic<TrainingExample> TRAINING_EXAMPLES =
      perModel("training-examples", TrainingExample.class, false, TRAINER_AWAY, 4 * MIB);
  public static final Topic<FcHead> FC_HEADS =
      perModel("fc-heads", FcHead.class, true, WEEK, 16 * MIB);
  public static final Topic<TrainingState> TRAINING_STATE =
      perModel("training-state", TrainingState.class, true, Duration.ofMinutes(1), 64 * MIB);
  public static final Topic<Control> CONTROL =
      perModel("control", Control.class, true, TRAINER_AWAY, MIB);
  public static final Topic<ModelRelease> MODELS =
      perModel("models", ModelRelease.class, true, TRAINER_AWAY, 9 * MIB);
  public static final Topic<RetrainStep> RETRAININGS =
      perModel("retrainings", RetrainStep.class, true, TRAINER_AWAY, MIB);

  private static final List<Topic<?>> ALL =
      List.of(
          IMAGES,
          LABELS,
          MASK_REQUESTS,
          MASK_RESULTS,
          MASKED_FEATURES,
          PREDICTIONS,
          LABEL_CANDIDATES,
          TRAINING_EXAMPLES,
          FC_HEADS,
          TRAINING_STATE,
          CONTROL,
          MODELS,
          RETRAININGS);

  private Topics() {}

  public static List<Topic<?>> all() {
    return ALL;
  }

  private static <T extends SpecificRecord> Topic<T> perImage(
      String base, Class<T> type, Duration retention, int maxMessageBytes) {
    return new Topic<>(base, type, Topic.Key.IMAGE_ID, true, false, retention, maxMessageBytes);
  }

  private static <T extends SpecificRecord> Topic<T> perModel(
      String base, Class<T> type, boolean compacted, Duration retention, int maxMessageBytes) {
    return new Topic<>(
        base, type, Topic.Key.MODEL_NAME, false, compacted, retention, maxMessageBytes);
  }
}
