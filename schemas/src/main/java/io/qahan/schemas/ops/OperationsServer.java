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
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server of a service: {@code /livez}, {@code /readyz} and {@code /metrics}, and whatever
 * routes the service adds. Health has threads of its own, however slow the clients of the other
 * routes are; {@link HostCheck} says whose requests are let in. Thread safe.
 */
public final class OperationsServer implements AutoCloseable {
  /** What is answered whatever else goes on. */
  static final Set<String> HEALTH = Set.of("/livez", "/readyz");

  private static final int THREADS = 256;
  private static final int THREADS_FOR_HEALTH = 56; // with those that accept and select
  private static final int IDLE_THREADS = 8;
  private static final int IDLE_THREAD_MS = 60_000;

  /** A client that was just connected speaks within this; only where connections run out. */
  private static final long IDLE_AT_THE_LIMIT_MS = 1_000;

  private static final int WAITING = 1_024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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
    HostCheck hosts =
        new HostCheck(settings.get(CommonSettings.HTTP_HOSTS), HostCheck::namesOfThisHost);
    Optional<SslContextFactory.Server> tls = HttpTls.of(settings);
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              JsonErrors.answeredBy(config);
              QueuedThreadPool pool = new QueuedThreadPool(THREADS, IDLE_THREADS, IDLE_THREAD_MS);
              pool.setName("http");
              config.jetty.threadPool = pool;
              config.jetty.modifyServer(server -> limit(server, pool, settings));
              tls.ifPresent(
                  certificate ->
                      config.jetty.addConnector(
                          (server, http) -> secured(server, http, certificate, settings)));
              config.routes.before(ctx -> hosts.check(ctx, registry));
              config.routes.get("/livez", ctx -> answer(ctx, health.get(), Health::live));
              config.routes.get(
                  "/readyz", ctx -> answer(ctx, ready(settings, health.get()), Health::ready));
              config.routes.get("/metrics", ctx -> scrape(ctx, registry));
              routes.accept(config);
            });
    Metric.READY.gauge(registry, () -> ready(settings, health.get()).ready() ? 1 : 0);
    if (tls.isPresent()) {
      javalin.start();
    } else {
      javalin.start(settings.get(CommonSettings.HTTP_HOST), settings.get(CommonSettings.HTTP_PORT));
    }
    return new OperationsServer(javalin);
  }

  private static void limit(Server server, QueuedThreadPool pool, Settings settings) {
    NetworkConnectionLimit connections =
        new NetworkConnectionLimit(settings.get(CommonSettings.HTTP_CONNECTIONS), server);
    connections.setEndPointIdleTimeout(IDLE_AT_THE_LIMIT_MS);
    server.addBean(connections);
    server.setHandler(
        new ThreadShare(
            THREADS - THREADS_FOR_HEALTH,
            WAITING,
            PATIENCE,
            pool,
            request -> HEALTH.contains(request.getHttpURI().getCanonicalPath())));
  }

  private static Connector secured(
      Server server,
      HttpConfiguration http,
      SslContextFactory.Server certificate,
      Settings settings) {
    HttpConfiguration secure = new HttpConfiguration(http);
    secure.addCustomizer(new SecureRequestCustomizer(false)); // HostCheck knows the names
    ServerConnector connector =
        new ServerConnector(server, certificate, new HttpConnectionFactory(secure));
    connector.setHost(settings.get(CommonSettings.HTTP_HOST));
    connector.setPort(settings.get(CommonSettings.HTTP_PORT));
    return connector;
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
