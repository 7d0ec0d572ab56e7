package io.qahan.dwave.budget;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * QPU time that was spent, or is taken back where it is negative.
 *
 * @param at when it was set aside
 * @param micros how much
 */
record Spending(Instant at, long micros) {
  /** A line of the file. */
  String line() {
    return at.toEpochMilli() + " " + micros + "\n";
  }

  /** Reads a line; empty for one that a crash cut off. */
  static Optional<Spending> parse(String line) {
    String[] parts = line.split(" ", -1);
    try {
      return parts.length == 2
          ? Optional.of(
              new Spending(
                  Instant.ofEpochMilli(Long.parseLong(parts[0])), Long.parseLong(parts[1])))
          : Optional.empty();
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
