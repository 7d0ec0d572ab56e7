package io.qahan.qubo.model;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What makes a model acceptable; every message names the value and what would be right. */
public final class ModelChecks {
  /** Beyond what fits a machine's memory together with a solver's own arrays. */
  public static final int MAX_VARIABLES = 1 << 27;

  private ModelChecks() {}

  /** Refuses a number of variables before anything is allocated for them. */
  public static void variables(long variables) {
    if (variables < 1 || variables > MAX_VARIABLES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a model of [%d] variables; it must have from 1 to %d",
              variables,
              MAX_VARIABLES));
    }
  }

  /** Refuses a number of pairs before anything is allocated for them. */
  public static void interactions(long interactions, long variables) {
    long most = Math.min(Adjacency.MAX_INTERACTIONS, variables * (variables - 1) / 2);
    if (interactions < 0 || interactions > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a model of [%d] interactions between [%d] variables; it can have from 0 to %d",
              interactions,
              variables,
              most));
    }
  }

  static void variable(int v, int variables) {
    if (v < 0 || v >= variables) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "variable [%d] of a model whose variables are 0 to %d",
              v,
              variables - 1));
    }
  }

  static void finite(String name, double bias) {
    if (!Double.isFinite(bias)) {
      throw new IllegalArgumentException("%s [%s] must be finite".formatted(name, bias));
    }
  }

  /** Refuses biases so large that an energy, or a change of vartype, could overflow. */
  static void finiteEnergies(double offset, double[] linear, double[] biases) {
    double sum = Math.abs(offset) + absoluteSum(linear, biases);
    if (!Double.isFinite(8 * sum)) {
      throw new IllegalArgumentException(
          "the biases are so large (their absolute sum is [%s]) that energies overflow"
              .formatted(sum));
    }
  }

  /** The sum of the absolute values of the biases, pairs counted at both ends. */
  public static double absoluteSum(double[] linear, double[] biases) {
    double sum = 0;
    for (double bias : linear) {
      sum += Math.abs(bias);
    }
    for (double bias : biases) {
      sum += Math.abs(bias);
    }
    return sum;
  }

  /** Checks labels, and forgets those that only count from 0 to n - 1. */
  public static Optional<List<Label>> labels(List<Label> labels, int variables) {
    if (labels.size() != variables) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "[%d] labels for [%d] variables", labels.size(), variables));
    }
    Set<Label> seen = new HashSet<>();
    boolean counting = true;
    for (int v = 0; v < variables; v++) {
      Label label = labels.get(v);
      if (!seen.add(label)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "label [%s] of variable [%d] is another variable's too", label, v));
      }
      counting &= label.equals(new Label.Whole(v));
    }
    return counting ? Optional.empty() : Optional.of(List.copyOf(labels));
  }
}
