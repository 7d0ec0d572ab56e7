package io.qahan.deploy.pipeline.service;

import io.qahan.deploy.cli.BrokerOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code qahan trainer}: this one service, as a process. */
@Command(
    name = "trainer",
    description =
        "Run the trainer service: join labels, train the head, publish it; one per model works, others stand by.")
public final class TrainerCommand implements Callable<Integer> {
  @Mixin private BrokerOption broker;

  @Override
  public Integer call() throws InterruptedException {
    ServiceRun.untilStopped(RunningService.trainer(broker.load()));
    return 0;
  }
}
