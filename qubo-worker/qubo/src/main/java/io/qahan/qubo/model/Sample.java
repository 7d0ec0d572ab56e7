package io.qahan.qubo.model;

import java.util.Arrays;
import java.util.Locale;

/** A value for each variable of a model, in the order of its variables. Immutable, thread safe. */
public final class Sample {
  private final Vartype vartype;
  private final byte[] values;

  private Sample(Vartype vartype, byte[] values) {
    this.vartype = vartype;
    this.values = values;
  }

  /**
   * The sample of those values, which are copied.
   *
   * @throws IllegalArgumentException if one of them is not of that type
   */
  public static Sample of(Vartype vartype, byte... values) {
    for (int v = 0; v < values.length; v++) {
      if (!vartype.takes(values[v])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "variable [%d] has value [%d]; a %s variable is %d or 1",
                v,
                values[v],
                vartype,
                vartype.low()));
      }
    }
    return new Sample(vartype, values.clone());
  }

  public Vartype vartype() {
    return vartype;
  }

  /** Number of variables. */
  public int size() {
    return values.length;
  }

  /** The value of a variable. */
  public int value(int variable) {
    return values[variable];
  }

  /** All values; a fresh array. */
  public byte[] values() {
    return values.clone();
  }

  /** The same choice for every variable in the other type's values: -1 is 0, +1 is 1. */
  public Sample toVartype(Vartype other) {
    byte[] changed = values.clone();
    for (int v = 0; v < changed.length; v++) {
      changed[v] = changed[v] == 1 ? 1 : other.low();
    }
    return new Sample(other, changed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sample sample
        && vartype == sample.vartype
        && Arrays.equals(values, sample.values);
  }

  @Override
  public int hashCode() {
    return 31 * vartype.hashCode() + Arrays.hashCode(values);
  }

  /** One character a variable: 0 or 1, - or +. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(values.length);
    char low = vartype == Vartype.SPIN ? '-' : '0';
    char high = vartype == Vartype.SPIN ? '+' : '1';
    for (byte value : values) {
      text.append(value == 1 ? high : low);
    }
    return text.toString();
  }
}
