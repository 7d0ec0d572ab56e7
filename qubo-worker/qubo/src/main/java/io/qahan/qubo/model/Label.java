package io.qahan.qubo.model;

import java.util.List;

/**
 * What a variable is called in the file it comes from. The kinds are those a dimod BQM file can
 * hold; without labels, variables are called 0 to n - 1.
 */
public sealed interface Label {
  /** A whole number. */
  record Whole(long value) implements Label {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** Any other number; finite. */
  record Real(double value) implements Label {
    public Real {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("label [%s] is not a finite number".formatted(value));
      }
    }

    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /** A name. */
  record Name(String value) implements Label {
    @Override
    public String toString() {
      return value;
    }
  }

  /** Several labels in one, for example a place in a grid. */
  record Tuple(List<Label> parts) implements Label {
    public Tuple {
      parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
      return parts.toString();
    }
  }
}
