package io.qahan.deploy.pipeline.service;

import io.qahan.deploy.cli.BrokerOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code qahan worker}: this one service, as a process. */
@Command(
    name = "worker",
    description = "Run the worker service: solve masks for the pool; start as many as you like.")
public final class WorkerCommand implements Callable<Integer> {
  @Mixin private BrokerOption broker;

  @Override
  public Integer call() throws InterruptedException {
    ServiceRun.untilStopped(RunningService.worker(broker.load()));
    return 0;
  }
}
