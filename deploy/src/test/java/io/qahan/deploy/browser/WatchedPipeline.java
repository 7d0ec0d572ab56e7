package io.qahan.deploy.browser;

import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.pipeline.LocalPipeline;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** A whole pipeline with an endless stream, for browsers to watch and to act on. */
final class WatchedPipeline implements AutoCloseable {
  static final String TOKEN = "a token for a test";

  private static final Map<String, String> SETTINGS =
      Map.of(
          "ingest.deadline", "60s", // the machine of a test may be slow
          "ingest.http.admin.token", TOKEN,
          "trainer.publish.every", "4",
          "trainer.drift.minimum", "200");

  /** Every label that comes is a step, and every step a head. */
  private static final Map<String, String> LABEL_BY_LABEL =
      Map.of("trainer.batch", "1", "trainer.publish.every", "1", "trainer.flush.after", "500ms");

  private static final Duration LAG = Duration.ofSeconds(1);
  private static final int WARM = 200; // so many answers warm the JVM

  private final LocalPipeline pipeline;
  private final BackgroundStream stream;

  private WatchedPipeline(LocalPipeline pipeline, BackgroundStream stream) {
    this.pipeline = pipeline;
    this.stream = stream;
  }

  /** Starts everything and returns when images are answered; labels come a second later. */
  static WatchedPipeline labelled() throws Exception {
    return start(SETTINGS, new StreamPlan(1_000_000, 50, new LabelTiming.After(LAG), 0));
  }

  /** The same with fewer images, which nobody labels; what is learned is published at once. */
  static WatchedPipeline unlabelled() throws Exception {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.putAll(LABEL_BY_LABEL);
    return start(settings, new StreamPlan(1_000_000, 10, new LabelTiming.None(), 0));
  }

  private static WatchedPipeline start(Map<String, String> given, StreamPlan endless)
      throws Exception {
    Settings settings = Settings.of(SettingsOptions.known(), given);
    LocalPipeline pipeline = LocalPipeline.start(BrokerDirectory.temporary(), settings, 1);
    BackgroundStream stream = BackgroundStream.start("watched", pipeline.settings(), endless);
    WatchedPipeline watched = new WatchedPipeline(pipeline, stream);
    try {
      stream.awaitPredictions(WARM);
    } catch (ConditionTimeoutException e) {
      watched.close();
      throw e;
    }
    return watched;
  }

  /** Where the page is. */
  String url() {
    return pipeline.url();
  }

  /** Sends images whose labels are all wrong, and the same mistake in each, at once. */
  void sendWronglyLabelled(LabelledImages images, int count) {
    Settings settings = pipeline.settings();
    Codec<Image> codec = Codecs.from(settings).of(Topics.IMAGES);
    String topic = TopicNames.from(settings).of(Topics.IMAGES);
    try (RecordSender sender = RecordSender.to(settings)) {
      for (int i = 0; i < count; i++) {
        LabelledImage image = images.get(i);
        Image wrong =
            new Image(
                image.image().encoding(),
                ByteBuffer.wrap(image.image().content()),
                image.image().rawShape(),
                image.id(),
                Instant.now(),
                (image.label() + 5) % 10);
        sender.send(topic, "wrong-" + i, codec.encode(wrong));
      }
      sender.flush();
    }
  }

  @Override
  public void close() throws InterruptedException {
    stream.close();
    pipeline.close();
  }
}
