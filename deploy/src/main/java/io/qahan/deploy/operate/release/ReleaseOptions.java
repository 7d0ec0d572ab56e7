package io.qahan.deploy.operate.release;

import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.avro.ReleaseCause;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Who asks for a release and why: for people who read the list. */
public final class ReleaseOptions {
  @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
  private String reason = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who asks (default: the user of the system).")
  private String by;

  @Option(
      names = "--force",
      description =
          "Release it against advice: although its classes are not those that serve, or although a"
              + " retraining made nothing better.")
  private boolean force;

  /** Whether it is to be released against all advice. */
  public boolean isForced() {
    return force;
  }

  /** The same with a reason, unless one is given. */
  public ReleaseOptions withReason(String why) {
    reason = reason.isEmpty() ? why : reason;
    return this;
  }

  /** Who asks. */
  public String by() {
    return by != null ? by : System.getProperty("user.name", "");
  }

  /** A record that says who, why and when; what it is of is missing. */
  ModelRelease.Builder record(ReleaseCause cause, Instant now) {
    return ModelRelease.newBuilder()
        .setCause(cause)
        .setIssuedBy(by())
        .setReason(reason)
        .setIssuedAt(now);
  }
}
