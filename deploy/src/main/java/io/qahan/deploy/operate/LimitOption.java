package io.qahan.deploy.operate;

import java.util.List;
import picocli.CommandLine.Option;

/** The option of a command that lists what may be long: the newest of it. */
public final class LimitOption {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "The newest N (default: 50).")
  private int limit;

  /** How many there may be, at least one. */
  public int count() {
    return Math.max(1, limit);
  }

  /**
   * The last of a list, at least one if there is any.
   *
   * @param all oldest first
   */
  public <T> List<T> newest(List<T> all) {
    return all.subList(Math.max(0, all.size() - count()), all.size());
  }
}
