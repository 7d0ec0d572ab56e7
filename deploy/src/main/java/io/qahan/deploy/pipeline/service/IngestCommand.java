package io.qahan.deploy.pipeline.service;

import io.qahan.deploy.cli.BrokerOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code qahan ingest}: this one service, as a process. */
@Command(
    name = "ingest",
    description =
        "Run the ingest service: images in, predictions out; several share the work by partitions.")
public final class IngestCommand implements Callable<Integer> {
  @Mixin private BrokerOption broker;

  @Override
  public Integer call() throws InterruptedException {
    ServiceRun.untilStopped(RunningService.ingest(broker.load()));
    return 0;
  }
}
