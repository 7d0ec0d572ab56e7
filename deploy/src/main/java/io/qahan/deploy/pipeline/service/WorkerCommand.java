package io.qahan.deploy.pipeline.service;

import picocli.CommandLine.Command;

/** {@code qahan worker}: this one service, as a process. */
@Command(
    name = "worker",
    description = "Run the worker service: solve masks for the pool; start as many as you like.")
public final class WorkerCommand extends ServiceCommand {
  public WorkerCommand() {
    super(RunningService::worker);
  }
}
