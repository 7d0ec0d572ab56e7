package io.qahan.trainer;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.conv.PyTorchEngine.ComputeDevice;
import io.qahan.ingest.model.ModelSettings;
import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.metrics.MetricsRegistry;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.ops.OperationsServer;
import io.qahan.schemas.rights.Role;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import io.qahan.schemas.signing.Signatures;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.trainer.join.JoinStreams;
import io.qahan.trainer.online.TrainingLoop;
import io.qahan.trainer.settings.TrainerSettings;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer, as a process of its own or as part of one: joins labels with masked features, trains
 * the head on them, and publishes it. Thread safe.
 */
public final class TrainerService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrainerService.class);

  private final JoinStreams join;
  private final TrainingLoop training;
  private final OperationsServer http;

  private TrainerService(JoinStreams join, TrainingLoop training, OperationsServer http) {
    this.join = join;
    this.training = training;
    this.http = http;
  }

  /** Every setting of the service. */
  public static List<Setting<?>> settings() {
    return TrainerSettings.all();
  }

  /**
   * Waits for a broker, then starts the join and the training, and returns when both run.
   *
   * @throws InterruptedException if the thread is interrupted while it waits for a broker
   * @throws IllegalStateException if topics are missing and may not be created
   * @throws SettingsException if the model file, the device or the keys cannot be used
   */
  public static TrainerService start(Settings given, MetricsRegistry registry)
      throws InterruptedException {
    Settings signing = Signatures.appliedTo(given, registry.prometheus());
    Signatures.requireKey(signing);
    ModelSettings said = ModelSettings.of(signing);
    Settings settings = said.settings();
    try {
      PyTorchEngine.computeOn(settings.get(ComputeDevice.SETTING));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          List.of("[" + ComputeDevice.SETTING.name() + "]: " + e.getMessage()));
    }
    TopicLimits limits = BrokerConnection.prepare(settings, Role.TRAINER);
    log.info("Engine: PyTorch {}", PyTorchEngine.engine().getVersion()); // loads it now
    MeterRegistry meters = registry.prometheus();
    JoinStreams join = JoinStreams.start(settings, limits, meters);
    TrainingLoop training =
        TrainingLoop.start(settings, limits, meters, said.model().map(StoredModel::firstHead));
    try {
      join.awaitRunning();
      training.awaitSettled();
      OperationsServer http =
          OperationsServer.start(
              settings, registry.prometheus(), () -> worse(join, training), routes -> {});
      log.info("Trainer of model [{}] runs", settings.get(CommonSettings.MODEL));
      return new TrainerService(join, training, http);
    } catch (RuntimeException | InterruptedException e) { // such as a port that is taken
      training.close();
      join.close();
      throw e;
    }
  }

  private static Health worse(JoinStreams join, TrainingLoop training) {
    Health one = join.health();
    Health other = training.health();
    return new Health(
        one.live() && other.live(),
        one.ready() && other.ready(),
        one.detail() + "; " + other.detail());
  }

  /** The port of its HTTP server. */
  public int httpPort() {
    return http.port();
  }

  public Health health() {
    return worse(join, training);
  }

  /** Commits what is joined and trained, leaves the groups, stops. */
  @Override
  public void close() {
    join.close();
    training.close();
    http.close();
  }
}
