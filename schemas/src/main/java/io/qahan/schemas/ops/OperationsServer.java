package io.qahan.schemas.ops;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qahan.schemas.clock.ClockWatch;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The HTTP server of a service: {@code /livez}, {@code /readyz} and {@code /metrics}, and whatever
 * routes the service adds. Thread safe.
 */
public final class OperationsServer implements AutoCloseable {
  private final Javalin javalin;

  private OperationsServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Begins to watch the host's clock, and starts listening on {@code http.host} and {@code
   * http.port}.
   *
   * @param routes adds the service's own routes
   */
  public static OperationsServer start(
      Settings settings,
      PrometheusMeterRegistry registry,
      Supplier<Health> health,
      Consumer<JavalinConfig> routes) {
    ClockWatch.system().bindTo(registry);
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              JsonErrors.answeredBy(config);
              config.routes.get("/livez", ctx -> answer(ctx, health.get(), Health::live));
              config.routes.get(
                  "/readyz", ctx -> answer(ctx, ready(settings, health.get()), Health::ready));
              config.routes.get("/metrics", ctx -> scrape(ctx, registry));
              routes.accept(config);
            });
    Metric.READY.gauge(registry, () -> ready(settings, health.get()).ready() ? 1 : 0);
    javalin.start(settings.get(CommonSettings.HTTP_HOST), settings.get(CommonSettings.HTTP_PORT));
    return new OperationsServer(javalin);
  }

  /** The port it listens on. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }

  /** A service whose records wait for the schema registry is not ready, whatever it says. */
  private static Health ready(Settings settings, Health health) {
    return health.ready()
        ? Codecs.registryOutage(settings)
            .map(why -> Health.starting("records wait: " + why))
            .orElse(health)
        : health;
  }

  private static void answer(Context ctx, Health health, Predicate<Health> good) {
    ctx.status(good.test(health) ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .result(health.detail());
  }

  private static void scrape(Context ctx, PrometheusMeterRegistry registry) {
    String type = "text/plain; version=0.0.4; charset=utf-8";
    ctx.contentType(type).result(registry.scrape(type));
  }
}
