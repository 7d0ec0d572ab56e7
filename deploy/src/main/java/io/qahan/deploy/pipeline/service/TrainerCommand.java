package io.qahan.deploy.pipeline.service;

import picocli.CommandLine.Command;

/** {@code qahan trainer}: this one service, as a process. */
@Command(
    name = "trainer",
    description =
        "Run the trainer service: join labels, train the head, publish it; one per model works, others stand by.")
public final class TrainerCommand extends ServiceCommand {
  public TrainerCommand() {
    super(RunningService::trainer);
  }
}
