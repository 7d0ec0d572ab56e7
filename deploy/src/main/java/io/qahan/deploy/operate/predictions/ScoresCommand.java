package io.qahan.deploy.operate.predictions;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.release.ServedClasses;
import io.qahan.deploy.operate.training.TrainedState;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qahan scores}: how right the answers are that were served. */
@Command(
    name = "scores",
    description = {
      "Show how right the answers are that were served: accuracy, loss, kappa, and recall and"
          + " precision of each class.",
      "Over the newest 4,000 labelled images, as the trainer last wrote. Where most images are of"
          + " one class, look at the least recall."
    })
public final class ScoresCommand implements Callable<Integer> {
  @Mixin private BrokerOption broker;
  @Mixin private OutputOption output;

  @Option(
      names = "--confusion",
      description = "Also what images of each class were taken for, the most frequent first.")
  private boolean confusion;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = broker.load();
    String model = settings.get(CommonSettings.MODEL);
    ServedClasses classes = ServedClasses.in(settings);
    Optional<TrainingState> state =
        Brokers.ask(
            settings,
            brokers -> {
              try (Consumer<byte[], byte[]> consumer = brokers.reader()) {
                return TrainedState.newest(brokers, consumer);
              }
            });
    ShownScores scores =
        state
            .flatMap(found -> ShownScores.of(model, found, classes, confusion))
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "No labelled image of model [%s] was scored yet. Do labels come (qahan doctor), and is its name (-D model=NAME) right?"
                            .formatted(model)));
    output.print(scores, scores.lines());
    return ExitCode.OK;
  }
}
