package io.qahan.trainer.settings;

import io.qahan.ingest.conv.PyTorchEngine.ComputeDevice;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of the trainer. */
public final class TrainerSettings {
  public static final Setting<Duration> JOIN_RETENTION_FEATURES =
      Setting.duration(
          "trainer.join.retention.features", "1d", "how long an image waits for its label");
  public static final Setting<Duration> JOIN_RETENTION_LABELS =
      Setting.duration(
          "trainer.join.retention.labels", "1d", "how long a label waits for its image");
  public static final Setting<Duration> JOIN_RETENTION_JOINED =
      Setting.duration(
          "trainer.join.retention.joined",
          "1d",
          "how long a joined image is remembered after its newest example, so that it is not trained"
              + " on twice and its label can be corrected");
  public static final Setting<Integer> JOIN_MAX_MIB =
      Setting.integer(
          "trainer.join.max.mib",
          1024,
          1,
          1 << 30,
          "how many MiB of waiting features, waiting labels and joined images the join keeps, over"
              + " all partitions of this instance; the oldest leave first");
  public static final Setting<Integer> BATCH =
      Setting.integer("trainer.batch", 32, 1, 65_536, "examples to a step");
  public static final Setting<Double> LEARNING_RATE =
      Setting.decimal("trainer.learning.rate", 0.001, 1e-9, 10, "Adam's learning rate");
  public static final Setting<Double> DROPOUT =
      Setting.decimal(
          "trainer.dropout", 0.5, 0, 0.99, "share of kept features dropped while training");
  public static final Setting<Integer> SEED =
      Setting.integer(
          "trainer.seed",
          1,
          Integer.MIN_VALUE,
          Integer.MAX_VALUE,
          "seed of the dropout of a new training");
  public static final Setting<Integer> PUBLISH_EVERY =
      Setting.integer(
          "trainer.publish.every",
          10,
          1,
          1_000_000,
          "steps from one look at the publish gate to the next");
  public static final Setting<DriftDetection> DRIFT_DETECTOR =
      Setting.choice(
          "trainer.drift.detector",
          DriftDetection.ADWIN,
          DriftDetection.class,
          "by which test of the errors drift is noticed: adwin, page-hinkley, or none");
  public static final Setting<Double> DRIFT_CONFIDENCE =
      Setting.decimal(
          "trainer.drift.confidence",
          0.002,
          1e-9,
          0.5,
          "of adwin: about how probable it may be that chance is taken for drift");
  public static final Setting<Double> DRIFT_DELTA =
      Setting.decimal(
          "trainer.drift.delta",
          0.1,
          0,
          100,
          "of page-hinkley: growth of the share of errors that is no drift, in standard deviations"
              + " of one error");
  public static final Setting<Double> DRIFT_LAMBDA =
      Setting.decimal(
          "trainer.drift.lambda",
          75,
          1e-3,
          1e9,
          "of page-hinkley: how many standard deviations errors must sum up to above that for"
              + " drift");
  public static final Setting<Integer> DRIFT_MINIMUM =
      Setting.integer(
          "trainer.drift.minimum",
          500,
          1,
          1_000_000_000,
          "labelled images to see before there can be drift, and again after each; twice as many"
              + " with page-hinkley");
  public static final Setting<DriftAction> DRIFT_ACTION =
      Setting.choice(
          "trainer.drift.action",
          DriftAction.BOOST,
          DriftAction.class,
          "what the training does about drift: none (it goes on as ever), boost (it learns at 5"
              + " times the learning rate for a while), or restart (it begins anew from zero, and"
              + " the head before serves until the gate lets another through)");
  public static final Setting<Integer> DRIFT_BOOST_STEPS =
      Setting.integer(
          "trainer.drift.boost.steps",
          200,
          1,
          1_000_000,
          "how many steps a boost lasts after drift was noticed");
  public static final Setting<RetrainWhen> RETRAIN =
      new Setting<>(
          "trainer.retrain",
          Optional.of("never"),
          "when the whole network is retrained from the log: never, on-drift (the head has not"
              + " recovered from a change), or every:24h",
          RetrainWhen::parse);
  public static final Setting<Integer> RETRAIN_RECOVER_LABELS =
      Setting.integer(
          "trainer.retrain.recover.labels",
          1_000,
          1,
          1_000_000_000,
          "labels after drift was noticed that the head has to be nearly as good again as before");
  public static final Setting<Integer> RETRAIN_LABELS =
      Setting.integer(
          "trainer.retrain.labels",
          1_000,
          50,
          1_000_000_000,
          "labels since the change, or since the last retraining, before another begins");
  public static final Setting<Integer> RETRAIN_IMAGES =
      Setting.integer(
          "trainer.retrain.images",
          20_000,
          50,
          5_000_000,
          "images that a retraining learns from, at most: the newest");
  public static final Setting<Duration> RETRAIN_SHADOW =
      Setting.duration(
          "trainer.retrain.shadow",
          "0s",
          "how long the candidate of a retraining that the trainer asked for answers beside the"
              + " serving model, unseen, before it is released; 0s: not at all");
  public static final Setting<String> RETRAIN_WORK =
      Setting.text(
          "trainer.retrain.work",
          "",
          "directory of retrainings, for images, checkpoints and candidates; empty:"
              + " .cache/qahan/retrain in the user's home");
  public static final Setting<String> RETRAIN_LAUNCHER =
      Setting.text(
          "trainer.retrain.launcher",
          "",
          "program that starts retrainings; empty: the launcher that started the trainer; none: only"
              + " ask for them");
  public static final Setting<Duration> RELEASE_WAIT =
      Setting.duration(
          "trainer.release.wait",
          "5m",
          "how long the training waits for the file of a release that cannot be fetched, before"
              + " examples of that release are dead letters and it goes on with the others");
  public static final Setting<Duration> FLUSH_AFTER =
      Setting.duration(
          "trainer.flush.after",
          "2s",
          "how long a batch waits to become full without new examples");
  public static final Setting<Duration> COMMIT_INTERVAL =
      Setting.duration(
          "trainer.commit.interval",
          "1s",
          "how long trained examples may stay uncommitted if no head is published");
  public static final Setting<Duration> RETRY_AFTER =
      Setting.duration(
          "trainer.retry.after", "1s", "how long to wait before starting over after a fault");

  private static final List<Setting<?>> ALL =
      CommonSettings.and(
          ComputeDevice.SETTING,
          JOIN_RETENTION_FEATURES,
          JOIN_RETENTION_LABELS,
          JOIN_RETENTION_JOINED,
          JOIN_MAX_MIB,
          BATCH,
          LEARNING_RATE,
          DROPOUT,
          SEED,
          PUBLISH_EVERY,
          DRIFT_DETECTOR,
          DRIFT_CONFIDENCE,
          DRIFT_DELTA,
          DRIFT_LAMBDA,
          DRIFT_MINIMUM,
          DRIFT_ACTION,
          DRIFT_BOOST_STEPS,
          RETRAIN,
          RETRAIN_RECOVER_LABELS,
          RETRAIN_LABELS,
          RETRAIN_IMAGES,
          RETRAIN_SHADOW,
          RETRAIN_WORK,
          RETRAIN_LAUNCHER,
          RELEASE_WAIT,
          FLUSH_AFTER,
          COMMIT_INTERVAL,
          RETRY_AFTER);

  private TrainerSettings() {}

  /** The common settings and these. */
  public static List<Setting<?>> all() {
    return ALL;
  }
}
