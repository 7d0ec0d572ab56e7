package io.qahan.schemas.settings;

import java.util.List;

/** The settings cannot be used as they are. Lists every fault, not only the first. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<String> faults;

  public SettingsException(List<String> faults) {
    super(
        "The settings have " + faults.size() + " fault(s):\n  - " + String.join("\n  - ", faults));
    this.faults = List.copyOf(faults);
  }

  public List<String> faults() {
    return faults;
  }
}
