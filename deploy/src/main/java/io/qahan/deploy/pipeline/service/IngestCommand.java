package io.qahan.deploy.pipeline.service;

import picocli.CommandLine.Command;

/** {@code qahan ingest}: this one service, as a process. */
@Command(
    name = "ingest",
    description =
        "Run the ingest service: images in, predictions out; several share the work by partitions.")
public final class IngestCommand extends ServiceCommand {
  public IngestCommand() {
    super(RunningService::ingest);
  }
}
