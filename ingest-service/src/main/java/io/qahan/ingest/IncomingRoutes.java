package io.qahan.ingest;

import io.javalin.config.JavalinConfig;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.http.ImageRoutes;
import io.qahan.ingest.http.ImageSender;
import io.qahan.ingest.http.RecentPredictions;
import io.qahan.ingest.live.ControlRoutes;
import io.qahan.ingest.live.ControlSender;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import java.time.Clock;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;

/** What comes in over HTTP and goes on to Kafka: images, and an operator's orders. Thread safe. */
final class IncomingRoutes {
  private final ImageRoutes images;
  private final ControlRoutes controls;

  /**
   * Routes over a producer that somebody else closes.
   *
   * @param open whether images are taken at all now
   */
  IncomingRoutes(
      Settings settings,
      Codecs codecs,
      LoadedModel model,
      Producer<byte[], byte[]> producer,
      RecentPredictions recent,
      BooleanSupplier open) {
    TopicNames names = TopicNames.from(settings);
    images =
        new ImageRoutes(
            new ImageSender(
                producer,
                names.of(Topics.IMAGES),
                codecs.of(Topics.IMAGES),
                Tracing.global(),
                Clock.systemUTC()),
            recent,
            new HttpPolicy(
                model.model().decoder(),
                settings.get(IngestSettings.MAX_BYTES),
                settings.get(CommonSettings.CLASSES),
                settings.get(IngestSettings.HTTP_MAX_WAIT)),
            () -> UUID.randomUUID().toString(),
            open);
    controls =
        new ControlRoutes(
            model.admin(),
            new ControlSender(
                producer,
                names.of(Topics.CONTROL),
                settings.get(CommonSettings.MODEL),
                codecs.of(Topics.CONTROL)),
            Clock.systemUTC());
  }

  /** Adds the routes, and the way in which every route of ingest refuses. */
  void addTo(JavalinConfig config) {
    HttpFault.answeredBy(config);
    images.addTo(config);
    controls.addTo(config);
  }
}
