package io.qahan.ingest.model;

import java.util.List;

/** A model file that cannot be used: every fault at once. Get it again or make a new one. */
public final class MalformedModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<String> faults;

  /**
   * @param source what cannot be used
   * @param faults each with its place
   * @param cause null if there is none
   */
  public MalformedModelException(String source, List<String> faults, Throwable cause) {
    super("model file [%s] cannot be used: %s".formatted(source, String.join("; ", faults)), cause);
    this.faults = List.copyOf(faults);
  }

  /** What is wrong, each with the place in the file. */
  public List<String> faults() {
    return faults;
  }
}
