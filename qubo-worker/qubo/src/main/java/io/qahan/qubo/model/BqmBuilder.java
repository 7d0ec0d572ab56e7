package io.qahan.qubo.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Adds a model up, bias by bias: what is added twice, or once as u, v and once as v, u, counts as
 * the sum. For one thread.
 */
public final class BqmBuilder {
  private final Vartype vartype;
  private double[] linear;
  private int variables;
  private final PairList pairs = new PairList();
  private double offset;
  private Optional<List<Label>> labels = Optional.empty();

  BqmBuilder(Vartype vartype, int variables) {
    ModelChecks.variables(variables);
    this.vartype = vartype;
    this.variables = variables;
    linear = new double[variables];
  }

  /** Adds to the offset. */
  public BqmBuilder addOffset(double bias) {
    ModelChecks.finite("offset", bias);
    offset += bias;
    return this;
  }

  /**
   * Adds to the linear bias of variable v.
   *
   * @throws IllegalArgumentException if there is no such variable, or the bias is not finite
   */
  public BqmBuilder addLinear(int v, double bias) {
    ModelChecks.variable(v, variables);
    ModelChecks.finite("linear bias", bias);
    linear[v] += bias;
    return this;
  }

  /**
   * Adds to the bias of the pair u, v. A pair exists once it is mentioned, be its bias 0.
   *
   * @throws IllegalArgumentException if there is no such variable, u is v, the bias is not finite,
   *     or there are more pairs than can be
   */
  public BqmBuilder addQuadratic(int u, int v, double bias) {
    ModelChecks.variable(u, variables);
    ModelChecks.variable(v, variables);
    if (u == v) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "variable [%d] paired with itself; maybe a linear bias (x x = x) or an offset (s s ="
                  + " 1)",
              u));
    }
    ModelChecks.finite("quadratic bias", bias);
    pairs.add(Math.min(u, v), Math.max(u, v), bias);
    return this;
  }

  /** Names the variables; n distinct labels. */
  public BqmBuilder labels(List<Label> labels) {
    this.labels = ModelChecks.labels(labels, variables);
    return this;
  }

  /**
   * The model of all that was added.
   *
   * @throws IllegalArgumentException if the biases are so large that energies overflow
   */
  public BinaryQuadraticModel build() {
    return new BinaryQuadraticModel(
        vartype, offset, Arrays.copyOf(linear, variables), pairs.toAdjacency(variables), labels);
  }

  /** Makes variable v exist, and all below it. */
  public void reach(int v) {
    if (v >= variables) {
      ModelChecks.variables(v + 1L);
      variables = v + 1;
      if (v >= linear.length) {
        linear = Arrays.copyOf(linear, Math.max(variables, 2 * linear.length));
      }
    }
  }

  /** The place, among the pairs added, of one that was added before; -1 if each was added once. */
  public int firstRepeat() {
    return pairs.firstRepeat(variables);
  }
}
