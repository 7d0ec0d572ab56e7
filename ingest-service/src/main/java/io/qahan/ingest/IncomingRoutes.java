package io.qahan.ingest;

import io.javalin.config.JavalinConfig;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.http.ImageRoutes;
import io.qahan.ingest.http.ImageSender;
import io.qahan.ingest.http.Pipeline;
import io.qahan.ingest.http.RecentPredictions;
import io.qahan.ingest.http.UriText;
import io.qahan.ingest.http.Whereabouts;
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
import org.apache.kafka.clients.producer.Producer;

/** What comes in over HTTP and goes on to Kafka: images, and an operator's orders. Thread safe. */
final class IncomingRoutes {
  private final ImageRoutes images;
  private final ControlRoutes controls;

  /**
   * Routes over a producer that somebody else closes.
   *
   * @param whereabouts told of each image that is taken
   */
  IncomingRoutes(
      Settings settings,
      Codecs codecs,
      LoadedModel model,
      Producer<byte[], byte[]> producer,
      RecentPredictions recent,
      Pipeline pipeline,
      Whereabouts whereabouts) {
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
                model.bodies(),
                settings.get(CommonSettings.CLASSES),
                settings.get(IngestSettings.HTTP_MAX_WAIT)),
            () -> UUID.randomUUID().toString(),
            pipeline,
            whereabouts);
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
    UriText.checkedBy(config);
    images.addTo(config);
    controls.addTo(config);
  }
}
