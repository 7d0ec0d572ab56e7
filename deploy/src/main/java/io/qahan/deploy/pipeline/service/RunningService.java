package io.qahan.deploy.pipeline.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.ingest.IngestService;
import io.qahan.schemas.metrics.MetricsRegistry;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.settings.Settings;
import io.qahan.trainer.TrainerService;
import io.qahan.worker.WorkerService;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * One of the services, running, with a metrics registry of its own.
 *
 * @param name for people
 * @param httpPort where it answers
 * @param health how it is
 * @param meters what it measures
 * @param end closes it gracefully
 */
public record RunningService(
    String name, int httpPort, Supplier<Health> health, MeterRegistry meters, Runnable end)
    implements AutoCloseable {

  /** Starts a service and returns when it runs. */
  @FunctionalInterface
  public interface Starter {
    RunningService start(Settings settings) throws InterruptedException;
  }

  public static RunningService ingest(Settings settings) throws InterruptedException {
    return ingest(settings, List.of());
  }

  /**
   * Starts ingest in one JVM with workers, whose solver chains its live page then shows.
   *
   * @param workers their registries; those of workers that start later may be added
   */
  public static RunningService ingest(Settings settings, Collection<MeterRegistry> workers)
      throws InterruptedException {
    MetricsRegistry metrics = new MetricsRegistry();
    IngestService service = orClose(metrics, () -> IngestService.start(settings, metrics, workers));
    return of("ingest", service.httpPort(), service::health, service::close, metrics);
  }

  public static RunningService worker(Settings settings) throws InterruptedException {
    MetricsRegistry metrics = new MetricsRegistry();
    WorkerService service = orClose(metrics, () -> WorkerService.start(settings, metrics));
    return of("worker", service.httpPort(), service::health, service::close, metrics);
  }

  public static RunningService trainer(Settings settings) throws InterruptedException {
    MetricsRegistry metrics = new MetricsRegistry();
    TrainerService service = orClose(metrics, () -> TrainerService.start(settings, metrics));
    return of("trainer", service.httpPort(), service::health, service::close, metrics);
  }

  @Override
  public void close() {
    end.run();
  }

  private interface Start<S> {
    S start() throws InterruptedException;
  }

  private static <S> S orClose(MetricsRegistry metrics, Start<S> start)
      throws InterruptedException {
    try {
      return start.start();
    } catch (InterruptedException | RuntimeException e) {
      metrics.close();
      throw e;
    }
  }

  private static RunningService of(
      String name, int port, Supplier<Health> health, Runnable close, MetricsRegistry metrics) {
    return new RunningService(
        name,
        port,
        health,
        metrics.prometheus(),
        () -> {
          close.run();
          metrics.close();
        });
  }
}
