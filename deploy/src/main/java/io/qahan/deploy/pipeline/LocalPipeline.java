package io.qahan.deploy.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.deploy.cli.AtExit;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.worker.BudgetFile;
import io.qahan.worker.WorkerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A broker and all services in this JVM. Closing it stops them in reverse; so does the end of the
 * JVM, so that a temporary directory does not outlive it. For one thread.
 */
public final class LocalPipeline implements AutoCloseable {
  private static final String BUDGET = "qpu-budget.txt";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final List<RunningService> services = new ArrayList<>();
  private final AtExit atExit = new AtExit("pipeline-shutdown", this::stop);
  private Settings settings;

  private LocalPipeline() {}

  /**
   * Starts everything and returns when all of it is ready.
   *
   * @param directory of the broker, which is closed with the pipeline
   * @param settings of all services; the brokers named there are replaced by the embedded one
   * @param workers how many workers solve masks
   * @throws IOException if the broker cannot start
   */
  public static LocalPipeline start(BrokerDirectory directory, Settings settings, int workers)
      throws IOException, InterruptedException {
    LocalPipeline pipeline = new LocalPipeline();
    try {
      pipeline.open(directory, settings, workers);
      return pipeline;
    } catch (IOException | InterruptedException | RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  /** The settings in use, with the address of the broker. */
  public Settings settings() {
    return settings;
  }

  /** Where ingest answers over HTTP. */
  public String url() {
    return String.format(
        Locale.ROOT,
        "http://%s:%d/",
        settings.get(CommonSettings.HTTP_HOST),
        services.get(0).httpPort());
  }

  /** What a service says that cannot go on; empty while all can. */
  public Optional<String> failure() {
    for (RunningService service : services) {
      Health health = service.health().get();
      if (!health.live()) {
        return Optional.of(service.name() + " cannot go on: " + health.detail());
      }
    }
    return Optional.empty();
  }

  /** How often each solver was passed over, by reason, since the start. */
  public Map<String, Map<String, Long>> fallbacks() {
    Map<String, Map<String, Long>> bySolver = new TreeMap<>();
    for (RunningService service : services) {
      for (Counter counter : service.meters().find(Metric.SOLVER_FALLBACKS.meter()).counters()) {
        bySolver
            .computeIfAbsent(counter.getId().getTag("solver"), solver -> new TreeMap<>())
            .merge(counter.getId().getTag("reason"), (long) counter.count(), Long::sum);
      }
    }
    return bySolver;
  }

  @Override
  public void close() {
    atExit.close();
  }

  private synchronized void stop() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) { // none of ours declares one
        throw new IllegalStateException("The pipeline cannot be stopped: " + e.getMessage(), e);
      }
    }
  }

  private synchronized void open(BrokerDirectory directory, Settings given, int workers)
      throws IOException, InterruptedException {
    EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0, Map.of());
    opened.push(kafka);
    settings =
        given.with(
            SettingsOptions.known(),
            Map.of(
                CommonSettings.BOOTSTRAP_SERVERS.name(),
                kafka.bootstrapServers(),
                Settings.STREAMS + "state.dir",
                directory.beside("streams").toString()));
    if (directory.isKept() && settings.get(WorkerSettings.DWAVE_BUDGET_FILE).isBlank()) {
      settings = withBudgetFile(settings, directory.beside(BUDGET).toString());
    }
    Settings anyPort =
        settings.with(SettingsOptions.known(), Map.of(CommonSettings.HTTP_PORT.name(), "0"));
    List<MeterRegistry> chains = new CopyOnWriteArrayList<>();
    open(settings, with -> RunningService.ingest(with, chains));
    for (int i = 0; i < workers; i++) {
      chains.add(
          open(i == 0 ? anyPort : ofWorker(anyPort, i + 1), RunningService::worker).meters());
    }
    open(anyPort, RunningService::trainer);
    awaitReady();
  }

  /** The first images of a stream must not wait for a worker that has not joined its group yet. */
  private void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (failure().isEmpty()
        && !services.stream().allMatch(service -> service.health().get().ready())
        && System.nanoTime() < end) { // whoever waits for its answers says what is missing
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** A QPU budget belongs to one worker. */
  private static Settings ofWorker(Settings settings, int worker) {
    return withBudgetFile(settings, BudgetFile.of(settings, ConfigHost.local()) + "." + worker);
  }

  private static Settings withBudgetFile(Settings settings, String file) {
    return settings.with(
        SettingsOptions.known(), Map.of(WorkerSettings.DWAVE_BUDGET_FILE.name(), file));
  }

  private RunningService open(Settings with, RunningService.Starter starter)
      throws InterruptedException {
    RunningService service = starter.start(with);
    opened.push(service);
    services.add(service);
    return service;
  }
}
