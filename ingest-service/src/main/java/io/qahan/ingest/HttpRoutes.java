package io.qahan.ingest;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.qahan.ingest.control.ControlRoutes;
import io.qahan.ingest.control.ControlSender;
import io.qahan.ingest.door.ImageDoor;
import io.qahan.ingest.door.ImageRoutes;
import io.qahan.ingest.door.ImageSender;
import io.qahan.ingest.door.Pipeline;
import io.qahan.ingest.door.RecentPredictions;
import io.qahan.ingest.door.SummaryRoutes;
import io.qahan.ingest.door.Whereabouts;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.http.UriText;
import io.qahan.ingest.inference.InferenceRoutes;
import io.qahan.ingest.label.LabelRoutes;
import io.qahan.ingest.label.LabelSender;
import io.qahan.ingest.page.PageService;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Every route that ingest adds to those which all services have; {@code openapi.yaml} lists them.
 * Thread safe.
 */
final class HttpRoutes {
  private final IngestSetup setup;
  private final ImageRoutes images;
  private final InferenceRoutes inference;
  private final LabelRoutes labels;
  private final ControlRoutes controls;
  private final SummaryRoutes summary;
  private final PageService page;

  /**
   * Routes over a producer that somebody else closes.
   *
   * @param whereabouts told of each image that is taken
   */
  HttpRoutes(
      Settings settings,
      Codecs codecs,
      IngestSetup setup,
      ServingModels models,
      Producer<byte[], byte[]> producer,
      RecentPredictions recent,
      Pipeline pipeline,
      Whereabouts whereabouts,
      Supplier<Health> health,
      SummaryRoutes summary,
      PageService page) {
    this.setup = setup;
    this.summary = summary;
    this.page = page;
    TopicNames names = TopicNames.from(settings);
    HttpPolicy policy =
        new HttpPolicy(
            models,
            settings.get(IngestSettings.MAX_BYTES),
            setup.bodies(),
            settings.get(IngestSettings.HTTP_MAX_WAIT));
    LabelSender labelSender =
        new LabelSender(producer, names.of(Topics.LABELS), codecs.of(Topics.LABELS));
    labels =
        new LabelRoutes(
            setup.admin(),
            setup.clients(),
            settings.get(IngestSettings.LABELS_LOCAL),
            labelSender,
            policy,
            Clock.systemUTC());
    ImageDoor door =
        new ImageDoor(
            new ImageSender(
                producer,
                names.of(Topics.IMAGES),
                codecs.of(Topics.IMAGES),
                Tracing.global(),
                Clock.systemUTC()),
            labelSender,
            recent,
            policy,
            () -> UUID.randomUUID().toString(),
            pipeline,
            whereabouts);
    HttpPolicy.Batches batches =
        new HttpPolicy.Batches(
            settings.get(IngestSettings.BATCH_IMAGES),
            Math.min(
                settings.get(IngestSettings.BATCH_BYTES), HttpPolicy.mostHeldBy(setup.bodies())));
    images = new ImageRoutes(door, batches);
    inference =
        new InferenceRoutes(
            door,
            batches,
            settings.get(CommonSettings.MODEL),
            () -> models.current().model(),
            health);
    controls =
        new ControlRoutes(
            setup.admin(),
            new ControlSender(
                producer,
                names.of(Topics.CONTROL),
                settings.get(CommonSettings.MODEL),
                codecs.of(Topics.CONTROL)),
            Clock.systemUTC());
  }

  /** Whoever may control the training may send images too. */
  private void checkClient(Context ctx) {
    if (ctx.method().equals(HandlerType.POST)
        && setup.clients().isSet()
        && !setup.admin().isShownBy(ctx)) {
      setup.clients().check(ctx, "send images");
    }
  }

  /** Adds the routes, and the way in which every route of ingest refuses. */
  void addTo(JavalinConfig config) {
    HttpFault.answeredBy(config);
    UriText.checkedBy(config);
    config.routes.before("/images", this::checkClient);
    config.routes.before("/v2/models/*", this::checkClient);
    images.addTo(config);
    inference.addTo(config);
    labels.addTo(config);
    controls.addTo(config);
    summary.addTo(config);
    page.addTo(config);
  }
}
