package io.qahan.qubo.model.search;

import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Vartype;

/**
 * Inverse temperatures to anneal a model by, read off the model. A variable's scale is the root
 * mean square of what its flip costs in a random sample, 2 sqrt(h^2 + sum J^2) of its spin biases;
 * its least cost is twice its least bias.
 *
 * @param hot where to begin: one over half the greatest scale
 * @param freezing where typical flips no longer happen: one over a fortieth of the least scale; at
 *     most {@code cold}
 * @param cold where to end: of all variables of the model's least cost, one in ten sweeps flips one
 *     by heat, ln(10 * count) / least cost (the rule of D-Wave's samplers, which ask for one in a
 *     hundred)
 */
record BetaRange(double hot, double freezing, double cold) {
  private static final double HOT_SCALES = 0.5;
  private static final double FREEZING_SCALES = 0.025;
  private static final double SWEEPS_PER_EXCITATION = 10;

  /** The part of the sweeps that goes from hot to freezing. */
  private static final double MAIN_PART = 0.95;

  static BetaRange of(BinaryQuadraticModel model) {
    Costs costs = new Costs();
    for (int v = 0; v < model.variables(); v++) {
      costs.add(model, v);
    }
    if (costs.greatestScale == 0) {
      return new BetaRange(1, 1, 1);
    }
    double hot = 1 / (HOT_SCALES * costs.greatestScale);
    double least = Math.log(SWEEPS_PER_EXCITATION * costs.leastCount) / costs.least;
    double cold = Math.max(hot, Math.min(least, Double.MAX_VALUE));
    double freezing = 1 / (FREEZING_SCALES * costs.leastScale);
    return new BetaRange(hot, Math.max(hot, Math.min(freezing, cold)), cold);
  }

  /**
   * Inverse temperature of sweep 0 to sweeps - 1: 19 of 20 of them rise geometrically from hot to
   * freezing, where the choices are made; the rest go on to cold, for biases far below the scale.
   */
  double beta(int sweep, int sweeps) {
    double progress = (sweep + 1.0) / sweeps;
    return progress <= MAIN_PART
        ? between(hot, freezing, progress / MAIN_PART)
        : between(freezing, cold, (progress - MAIN_PART) / (1 - MAIN_PART));
  }

  private static double between(double from, double to, double progress) {
    return Math.exp(Math.log(from) + progress * (Math.log(to) - Math.log(from)));
  }

  /** What flips cost, over all variables that have any bias. */
  private static final class Costs {
    private double greatestScale;
    private double leastScale = Double.POSITIVE_INFINITY;
    private double least = Double.POSITIVE_INFINITY;
    private int leastCount;

    void add(BinaryQuadraticModel model, int v) {
      boolean spin = model.vartype() == Vartype.SPIN;
      // A pair counts twice its spin bias, which is a quarter of its bit bias.
      double pairScale = spin ? 2 : 0.5;
      Adjacency pairs = model.adjacency();
      double sum = 0;
      double squares = 0;
      double own = Double.POSITIVE_INFINITY;
      for (int i = pairs.rowStarts()[v]; i < pairs.rowStarts()[v + 1]; i++) {
        double cost = pairScale * Math.abs(pairs.biases()[i]);
        sum += pairs.biases()[i];
        squares += cost * cost;
        own = cost > 0 ? Math.min(own, cost) : own;
      }
      double field = Math.abs(spin ? 2 * model.linear(v) : model.linear(v) + sum / 2);
      own = field > 0 ? Math.min(own, field) : own;
      double scale = Math.hypot(field, Math.sqrt(squares));
      if (own < Double.POSITIVE_INFINITY && scale > 0) {
        greatestScale = Math.max(greatestScale, scale);
        leastScale = Math.min(leastScale, scale);
        leastCount = own < least ? 1 : own == least ? leastCount + 1 : leastCount;
        least = Math.min(least, own);
      }
    }
  }
}
