package io.qahan.deploy.operate.training;

import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.ControlAction;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Who asks for a control and why: for people who read the trainer's log. */
public final class ControlOptions {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why; the trainer logs it.")
  private String reason;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who asks; the trainer logs it (default: the user of the system).")
  private String by;

  /**
   * The record of the control topic.
   *
   * @param version null if the action takes none, or by itself finds the one that is meant
   */
  public Control record(ControlAction action, Long version, Instant now) {
    return Control.newBuilder()
        .setAction(action)
        .setVersion(version)
        .setIssuedBy(by != null ? by : System.getProperty("user.name", ""))
        .setReason(reason)
        .setIssuedAt(now)
        .build();
  }
}
