package io.qahan.ingest;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvStackLocation;
import io.qahan.ingest.conv.GridSize;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.PyTorchEngine.ComputeDevice;
import io.qahan.ingest.deadline.DeadlineFrom;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.ModelSettings;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of ingest, besides the common ones. */
public final class IngestSettings {
  public static final Setting<ConvStackLocation> CONV_STACK = ModelSettings.CONV_STACK;
  public static final Setting<Objective> OBJECTIVE = ModelSettings.OBJECTIVE;
  public static final Setting<BlockLayout> LAYOUT = ModelSettings.LAYOUT;
  public static final Setting<HeadInput> OUTPUT = ModelSettings.OUTPUT;
  public static final Setting<Optional<GridSize>> BLOCKS = ModelSettings.BLOCKS;
  public static final Setting<Integer> K = ModelSettings.K;
  public static final Setting<Double> LAMBDA1 = ModelSettings.LAMBDA1;
  public static final Setting<Double> LAMBDA2 = ModelSettings.LAMBDA2;
  public static final Setting<Duration> DEADLINE =
      Setting.duration(
          "ingest.deadline", "2s", "from an image's arrival to the commit of its answer");
  public static final Setting<DeadlineFrom> DEADLINE_FROM =
      Setting.choice(
          "ingest.deadline.from",
          DeadlineFrom.ARRIVAL,
          DeadlineFrom.class,
          "from when the deadline counts: the image's arrival at ingest, or its record's time");
  public static final Setting<Duration> DEDUPE_RETENTION =
      Setting.duration(
          "ingest.dedupe.retention", "10m", "how long an answered image id is remembered");
  public static final Setting<Integer> THREADS =
      Setting.integer(
          "ingest.threads", 1, 1, 256, "stream threads; more than topic.partitions stay idle");
  public static final Setting<Integer> MAX_BYTES =
      Setting.integer(
          "ingest.image.max.bytes",
          1 << 20,
          1,
          Topics.IMAGES.maxMessageBytes() - (1 << 16), // the record has more than the image in it
          "largest encoded image, in bytes");
  public static final Setting<Integer> MAX_SIDE =
      Setting.integer(
          "ingest.image.max.side", 4096, 1, 16_384, "largest width or height, in pixels");
  public static final Setting<OtherSize> OTHER_SIZE = ModelSettings.OTHER_SIZE;
  public static final Setting<Duration> DECODE_TIME =
      Setting.duration(
          "ingest.decode.time", "1s", "processor time that decoding one image may take");
  public static final Setting<Integer> DECODE_MEMORY =
      Setting.integer(
          "ingest.decode.memory.mib",
          0,
          0,
          1 << 20,
          "MiB for images in HTTP bodies (a quarter) and for decoding (the rest), all together;"
              + " 0: a quarter of the heap");
  public static final Setting<Integer> DECODE_THREADS =
      Setting.integer(
          "ingest.decode.threads", 2, 1, 256, "how many large images are decoded at a time");
  public static final Setting<Integer> HTTP_RECENT =
      Setting.integer(
          "ingest.http.recent",
          10_000,
          1,
          10_000_000,
          "how many predictions are remembered for HTTP, over a restart too");
  public static final Setting<Duration> HTTP_MAX_WAIT =
      Setting.duration("ingest.http.max.wait", "30s", "longest wait for a prediction over HTTP");
  public static final Setting<Integer> BATCH_IMAGES =
      Setting.integer("ingest.http.batch.images", 64, 1, 10_000, "most images in one HTTP request");
  public static final Setting<Integer> BATCH_BYTES =
      Setting.integer(
          "ingest.http.batch.bytes",
          16 << 20,
          1,
          1 << 30,
          "largest body of a request with many images, in bytes; less where the memory for bodies"
              + " does not hold it");
  public static final Setting<String> ADMIN_TOKEN =
      Setting.secret(
          "ingest.http.admin.token",
          "secret that lets an operator freeze, resume, pin, roll back and label over HTTP; if"
              + " empty, nobody can");
  public static final Setting<String> CLIENT_TOKEN =
      Setting.secret(
          "ingest.http.token",
          "secret that lets clients send images and labels over HTTP; if empty, images are taken from"
              + " everybody, and labels with the admin token");
  public static final Setting<Boolean> LABELS_LOCAL =
      Setting.flag(
          "ingest.http.labels.local",
          false,
          "whether programs on this host may label images over HTTP without the admin token");
  public static final Setting<Double> CANDIDATE_MARGIN =
      Setting.decimal(
          "ingest.candidate.margin",
          0.2,
          0.001,
          1,
          "answers whose best class leads by so much or less may go to label-candidates");
  public static final Setting<Integer> CANDIDATE_RATE =
      Setting.integer(
          "ingest.candidate.rate",
          1,
          0,
          1_000,
          "how many label-candidates an images partition gives a second at most; 0: none");
  public static final Setting<Integer> LIVE_BROWSERS =
      Setting.integer(
          "ingest.live.browsers", 16, 0, 10_000, "how many live pages may be open at a time");
  public static final Setting<Integer> LIVE_UPDATES =
      Setting.integer(
          "ingest.live.updates", 60, 1, 240, "most updates a second of the live page's numbers");
  public static final Setting<Duration> LIVE_PATIENCE =
      Setting.duration(
          "ingest.live.patience",
          "10s",
          "a live page that does not take an event for so long is dropped");

  private IngestSettings() {}

  static List<Setting<?>> all() {
    return CommonSettings.and(
        ComputeDevice.SETTING,
        CONV_STACK,
        OBJECTIVE,
        LAYOUT,
        OUTPUT,
        BLOCKS,
        K,
        LAMBDA1,
        LAMBDA2,
        DEADLINE,
        DEADLINE_FROM,
        DEDUPE_RETENTION,
        THREADS,
        MAX_BYTES,
        MAX_SIDE,
        OTHER_SIZE,
        DECODE_TIME,
        DECODE_MEMORY,
        DECODE_THREADS,
        HTTP_RECENT,
        HTTP_MAX_WAIT,
        BATCH_IMAGES,
        BATCH_BYTES,
        ADMIN_TOKEN,
        CLIENT_TOKEN,
        LABELS_LOCAL,
        CANDIDATE_MARGIN,
        CANDIDATE_RATE,
        LIVE_BROWSERS,
        LIVE_UPDATES,
        LIVE_PATIENCE);
  }
}
