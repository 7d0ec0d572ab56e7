package io.qahan.dwave.chip;

import java.util.Locale;

/** One distinct read of a chip. Immutable and thread safe. */
public final class PhysicalRead {
  private final byte[] spins;
  private final int occurrences;

  /**
   * Keeps the array, which nobody may write to any more.
   *
   * @param spins by qubit index, -1 or +1 for active qubits, anything for others
   * @param occurrences how often it came, at least 1
   */
  public PhysicalRead(byte[] spins, int occurrences) {
    if (occurrences < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "occurrences [%d] must be at least 1", occurrences));
    }
    this.spins = spins;
    this.occurrences = occurrences;
  }

  /** By qubit index; shared, read only by agreement. */
  public byte[] spins() {
    return spins;
  }

  public int occurrences() {
    return occurrences;
  }
}
