package io.qahan.dwave.config;

import java.util.List;

/**
 * D-Wave's configuration cannot be used as it is. Lists every fault, not only the first, and never
 * the token.
 */
public final class DWaveConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<String> faults;

  DWaveConfigException(List<String> faults) {
    super(
        "D-Wave's configuration has "
            + faults.size()
            + " fault(s):\n  - "
            + String.join("\n  - ", faults));
    this.faults = List.copyOf(faults);
  }

  /** A sentence for each. */
  public List<String> faults() {
    return faults;
  }
}
