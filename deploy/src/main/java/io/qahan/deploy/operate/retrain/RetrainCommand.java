package io.qahan.deploy.operate.retrain;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.DurationOption;
import io.qahan.deploy.cli.TerminalLine;
import io.qahan.deploy.offline.models.DeviceOption;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.release.ReleaseOptions;
import io.qahan.schemas.rights.Role;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.signing.Signatures;
import io.qahan.trainer.paper.network.TrainingFailedException;
import io.qahan.trainer.retrain.UnusableWindowException;
import io.qahan.trainer.settings.TrainerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan retrain}: the whole network anew, from the labelled images in Kafka. */
@Command(
    name = "retrain",
    description = {
      "Train a successor of the model that serves on the labelled images in Kafka, hold it against"
          + " the model that serves on the newest tenth, which is kept out, and release it if it is"
          + " better beyond chance. Services run on meanwhile and take it over between two images.",
      "Each step is a record in the topic retrainings, and shows on the live page.",
      "Exit code 3: it is not better, and nothing was released. Exit code 4: another process retrains"
          + " the model."
    })
public final class RetrainCommand implements Callable<Integer> {
  /** Another process retrains the model. */
  private static final int TAKEN = 4;

  @Mixin private BrokerOption broker;
  @Mixin private WindowOptions window;
  @Mixin private FitOptions fit;
  @Mixin private OutputOption output;
  @Mixin private ReleaseOptions release;
  @Mixin private DeviceOption device;
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The model, as -D model=NAME (default: the setting model).")
  private String model;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "For the images, the checkpoint and the candidate (default: .cache/qahan/retrain/ with"
              + " the prefix and the model behind it, in the user's home).")
  private Path work;

  @Option(
      names = "--resume",
      description = "Go on with what an interrupted retraining left in --work, if there is any.")
  private boolean resume;

  @Option(
      names = "--shadow",
      paramLabel = "TIME",
      description =
          "Before it is released, let the candidate answer beside the serving model for so long,"
              + " unseen, and release it only if it is no worse on the labels that came meanwhile,"
              + " for example 10m (default: not at all; with --due the setting"
              + " trainer.retrain.shadow).")
  private String shadow;

  @Option(
      names = "--shadow-labels",
      paramLabel = "N",
      defaultValue = "50",
      description = "So many labels it takes, or nothing is released (default: 50).")
  private int shadowLabels;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "For a model file that no record carries (8 MiB): a place that every ingest and trainer"
              + " can read, such as file:///shared/models/. Behind file: it is copied there,"
              + " otherwise you are told how to put it there and push it.")
  private String url;

  @Option(names = "--dry-run", description = "Train and compare, and release nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException, InterruptedException {
    window.check();
    LargeModels large = new LargeModels(Optional.ofNullable(url));
    Optional<Shadow.Terms> given = Optional.ofNullable(shadow).map(this::terms);
    device.use();
    Settings settings =
        broker.load(
            model == null ? Map.of() : new HashMap<>(Map.of(CommonSettings.MODEL.name(), model)));
    Optional<Shadow.Terms> terms =
        given.or(() -> window.isDue() ? termsOf(settings) : Optional.empty());
    CandidateRelease candidate = new CandidateRelease(terms, large, release, dryRun, output);
    RetrainRun.Asked asked =
        new RetrainRun.Asked(
            window, fit, resume, work != null ? work : directoryOf(settings), release.by());
    TerminalLine line = TerminalLine.on(spec.commandLine().getOut());
    try {
      return Brokers.ask(
          settings,
          brokers -> {
            brokers.require(Role.RETRAIN);
            if (terms.isPresent()) { // before hours of training
              brokers.require(Role.SHADOW);
            }
            Signatures.requireKey(brokers.settings());
            return new RetrainRun(asked, candidate, brokers, line).run();
          });
    } catch (RetrainTakenException e) {
      spec.commandLine().getErr().println("qahan: " + e.getMessage());
      return TAKEN;
    } catch (TrainingFailedException | UnusableWindowException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private Shadow.Terms terms(String time) {
    return new Shadow.Terms(DurationOption.parse("--shadow", time), shadowLabels);
  }

  /** Of a retraining that nobody gives a command for. */
  private Optional<Shadow.Terms> termsOf(Settings settings) {
    return Optional.of(settings.get(TrainerSettings.RETRAIN_SHADOW))
        .filter(time -> !time.isZero())
        .map(time -> new Shadow.Terms(time, shadowLabels));
  }

  private static Path directoryOf(Settings settings) {
    String given = settings.get(TrainerSettings.RETRAIN_WORK);
    Path all =
        given.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache", "qahan", "retrain")
            : Path.of(given);
    return all.resolve(
        settings.get(CommonSettings.TOPIC_PREFIX) + settings.get(CommonSettings.MODEL));
  }
}
