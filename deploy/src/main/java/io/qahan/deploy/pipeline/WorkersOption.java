package io.qahan.deploy.pipeline;

import picocli.CommandLine.Option;

/** The option of commands that run the whole pipeline in one JVM. */
public final class WorkersOption {
  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many workers solve masks (default: 1).")
  private int count;

  /** How many workers. */
  public int count() {
    return count;
  }
}
