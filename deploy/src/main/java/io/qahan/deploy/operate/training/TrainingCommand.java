package io.qahan.deploy.operate.training;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.schemas.avro.ControlAction;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code qahan training}: stops the online training and lets it go on. */
@Command(name = "training", description = "Freeze the online training, or let it go on.")
public final class TrainingCommand {
  @Command(
      name = "freeze",
      description = "Train nothing: labelled examples wait, the live head stays.")
  int freeze(@Mixin BrokerOption broker, @Mixin ControlOptions control, @Mixin OutputOption output)
      throws InterruptedException {
    return send(ControlAction.FREEZE, broker, control, output);
  }

  @Command(name = "resume", description = "End a freeze and a pin: train and publish again.")
  int resume(@Mixin BrokerOption broker, @Mixin ControlOptions control, @Mixin OutputOption output)
      throws InterruptedException {
    return send(ControlAction.RESUME, broker, control, output);
  }

  private static int send(
      ControlAction action, BrokerOption broker, ControlOptions control, OutputOption output)
      throws InterruptedException {
    ControlTopic.Sent sent =
        Brokers.ask(
            broker.load(),
            brokers -> ControlTopic.send(brokers, control.record(action, null, Instant.now())));
    output.print(sent, sent.lines());
    return ExitCode.OK;
  }
}
