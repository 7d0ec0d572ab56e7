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
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** A whole pipeline with an endless stream, for browsers to watch and to act on. */
final class WatchedPipeline implements AutoCloseable {
  static final String TOKEN = "a token for a test";

  private static final Settings SETTINGS =
      Settings.of(
          SettingsOptions.known(),
          Map.of(
              "ingest.deadline", "60s", // the machine of a test may be slow
              "ingest.http.admin.token", TOKEN,
              "trainer.publish.every", "4",
              "trainer.drift.minimum", "200"));
  private static final StreamPlan ENDLESS =
      new StreamPlan(1_000_000, 50, new LabelTiming.After(Duration.ofSeconds(1)), 0);

  private final LocalPipeline pipeline;
  private final BackgroundStream stream;

  private WatchedPipeline(LocalPipeline pipeline, BackgroundStream stream) {
    this.pipeline = pipeline;
    this.stream = stream;
  }

  /** Starts everything and returns when images are answered. */
  static WatchedPipeline start() throws Exception {
    LocalPipeline pipeline = LocalPipeline.start(BrokerDirectory.temporary(), SETTINGS, 1);
    BackgroundStream stream = BackgroundStream.start("watched", pipeline.settings(), ENDLESS);
    WatchedPipeline watched = new WatchedPipeline(pipeline, stream);
    try {
      stream.awaitPredictions(200); // and the JVM is warm
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
