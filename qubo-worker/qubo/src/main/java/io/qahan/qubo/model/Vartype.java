package io.qahan.qubo.model;

/** Which two values every variable of a model takes. */
public enum Vartype {
  /** Ising spins: -1 or +1. */
  SPIN(-1),

  /** Bits: 0 or 1, the values of a QUBO. */
  BINARY(0);

  private final byte low;

  Vartype(int low) {
    this.low = (byte) low;
  }

  /** The lesser value, -1 or 0; the greater one is +1. */
  public byte low() {
    return low;
  }

  /** Whether a variable of this type takes that value. */
  public boolean takes(int value) {
    return value == 1 || value == low;
  }

  /** The factor of {@code this = scale * other + shift}, with both types' values matched. */
  double scaleFrom(Vartype other) {
    return (1.0 - low) / (1.0 - other.low);
  }

  /** The shift of {@code this = scale * other + shift}. */
  double shiftFrom(Vartype other) {
    return 1 - scaleFrom(other);
  }
}
