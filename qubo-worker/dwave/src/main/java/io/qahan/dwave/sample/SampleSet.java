package io.qahan.dwave.sample;

import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.util.BitSet;
import java.util.Locale;
import java.util.Objects;

/**
 * What a solver found: rows of values for the same variables, one bit each, with their energies.
 * Immutable and thread safe; rows and columns count from 0.
 */
public final class SampleSet {
  private final Vartype vartype;
  private final int[] variables;
  private final BitSet bits;
  private final double[] energies;
  private final int[] occurrences;

  /**
   * Takes the arrays as they are; nobody may change them after.
   *
   * @param variables what the columns stand for: qubits, or indices of a model
   * @param bits bit {@code row * columns + column} is set where the value is +1 (SPIN) or 1
   * @param energies one a row
   * @param occurrences how often each row was read
   */
  SampleSet(Vartype vartype, int[] variables, BitSet bits, double[] energies, int[] occurrences) {
    if (occurrences.length != energies.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "There are [%d] energies but [%d] numbers of occurrences",
              energies.length,
              occurrences.length));
    }
    this.vartype = vartype;
    this.variables = variables;
    this.bits = bits;
    this.energies = energies;
    this.occurrences = occurrences;
  }

  public Vartype vartype() {
    return vartype;
  }

  /** Number of distinct samples, or of reads where they come one by one. */
  public int rows() {
    return energies.length;
  }

  /** Number of variables. */
  public int columns() {
    return variables.length;
  }

  /** What a column stands for: a qubit, or the index of a model's variable. */
  public int variable(int column) {
    return variables[column];
  }

  /** The value in a row: -1 or +1, or 0 or 1. */
  public byte value(int row, int column) {
    Objects.checkIndex(column, variables.length);
    return bits.get(Objects.checkIndex(row, energies.length) * variables.length + column)
        ? 1
        : vartype.low();
  }

  /** A whole row, in the order of the columns. */
  public byte[] values(int row) {
    byte[] values = new byte[variables.length];
    for (int column = 0; column < values.length; column++) {
      values[column] = value(row, column);
    }
    return values;
  }

  /** A whole row as a sample of a model whose variables are the columns. */
  public Sample sample(int row) {
    return Sample.of(vartype, values(row));
  }

  /** The solver's energy of a row, offset included. Recompute it before it is relied on. */
  public double energy(int row) {
    return energies[row];
  }

  /** How often a row was read. */
  public int occurrences(int row) {
    return occurrences[row];
  }

  /**
   * The row of the lowest energy.
   *
   * @throws IllegalStateException if there are no rows
   */
  public int lowest() {
    if (energies.length == 0) {
      throw new IllegalStateException("The solver returned no samples");
    }
    int lowest = 0;
    for (int row = 1; row < energies.length; row++) {
      if (energies[row] < energies[lowest]) {
        lowest = row;
      }
    }
    return lowest;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "SampleSet[%d rows of %d %s variables]", rows(), columns(), vartype);
  }
}
