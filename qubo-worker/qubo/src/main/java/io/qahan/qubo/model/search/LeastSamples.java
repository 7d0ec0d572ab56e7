package io.qahan.qubo.model.search;

import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.ModelChecks;
import io.qahan.qubo.model.Sample;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The samples of least energy among all that it is shown. Those whose energies are closer than what
 * rounding may make of them are kept, and told apart by exact arithmetic at the end, so that the
 * answer is the least one and not one that looked like it. For one thread and models of at most 31
 * variables.
 */
final class LeastSamples {
  /** What exact arithmetic decides in a moment. */
  private static final int MOST = 1 << 12;

  /** The part of a double that rounding leaves uncertain. */
  private static final double UNIT = 0x1p-53;

  private static final int SIGNIFICAND_BITS = 53;

  /** A sample, a bit a variable, and its energy as added up. */
  private record Candidate(int bits, double energy) {}

  private final BinaryQuadraticModel model;
  private final double tolerance;
  private final List<Candidate> candidates = new ArrayList<>();
  private double limit = Double.POSITIVE_INFINITY;
  private double leastLeftOut = Double.POSITIVE_INFINITY;

  /**
   * @param flips how many flips an energy is added up over at most
   */
  LeastSamples(BinaryQuadraticModel model, int flips) {
    this.model = model;
    tolerance = 2 * error(model, flips);
  }

  /** Energies above this are of no interest. */
  double limit() {
    return limit;
  }

  /**
   * Takes a sample whose energy is at most {@link #limit()}.
   *
   * @param bits of variable v bit v, set at its greater value
   */
  void offer(int bits, double energy) {
    if (energy + tolerance < limit) {
      // Without rounding one of several equals is as good as all of them.
      limit = tolerance == 0 ? Math.nextDown(energy) : energy + tolerance;
      candidates.removeIf(candidate -> candidate.energy() > limit || tolerance == 0);
    }
    if (candidates.size() < MOST) {
      candidates.add(new Candidate(bits, energy));
    } else {
      leastLeftOut = Math.min(leastLeftOut, energy);
    }
  }

  /** The sample of least energy; empty if more than can be told apart are too close to it. */
  Optional<Sample> least() {
    if (leastLeftOut <= limit) {
      return Optional.empty();
    }
    Candidate least = candidates.get(0);
    if (candidates.size() > 1) {
      BigDecimal energy = exactEnergy(least.bits());
      for (Candidate candidate : candidates) {
        BigDecimal other = exactEnergy(candidate.bits());
        if (other.compareTo(energy) < 0) {
          energy = other;
          least = candidate;
        }
      }
    }
    byte[] values = new byte[model.variables()];
    for (int v = 0; v < values.length; v++) {
      values[v] = value(least.bits(), v);
    }
    return Optional.of(Sample.of(model.vartype(), values));
  }

  private byte value(int bits, int v) {
    return (bits >>> v & 1) == 1 ? 1 : model.vartype().low();
  }

  private BigDecimal exactEnergy(int bits) {
    Adjacency pairs = model.adjacency();
    BigDecimal energy = BigDecimal.ZERO;
    for (int v = 0; v < model.variables(); v++) {
      int value = value(bits, v);
      energy = energy.add(term(value, model.linear(v)));
      int end = pairs.rowStarts()[v + 1];
      for (int i = pairs.rowStarts()[v]; i < end && pairs.neighbours()[i] < v; i++) {
        energy = energy.add(term(value * value(bits, pairs.neighbours()[i]), pairs.biases()[i]));
      }
    }
    return energy;
  }

  private static BigDecimal term(int sign, double bias) {
    BigDecimal exact = sign == 0 ? BigDecimal.ZERO : new BigDecimal(bias);
    return sign < 0 ? exact.negate() : exact;
  }

  /**
   * How far from the truth an energy without the offset may be that was added up from nothing and
   * then flip by flip: 0 if all biases are multiples of a power of two, and few enough of it that
   * every sum is a double.
   */
  private static double error(BinaryQuadraticModel model, int flips) {
    double[] biases = model.adjacency().biases();
    double total = ModelChecks.absoluteSum(model.linear(), biases);
    int lowest = Math.min(lowestBit(model.linear()), lowestBit(biases));
    if (total == 0 || 4 * total <= Math.scalb(1.0, lowest + SIGNIFICAND_BITS)) {
      return 0;
    }
    // Each field is a sum of n terms and of one more a flip; each flip adds two of them at most,
    // and rounds an energy of at most the total.
    double largest = 0;
    for (int v = 0; v < model.variables(); v++) {
      double row = Math.abs(model.linear(v));
      for (int i = model.adjacency().rowStarts()[v];
          i < model.adjacency().rowStarts()[v + 1];
          i++) {
        row += Math.abs(biases[i]);
      }
      largest = Math.max(largest, row);
    }
    double terms = model.variables() + 2.0;
    double afresh = UNIT * (2 * terms) * total;
    return 1.01 * (afresh + flips * (2 * (flips + terms) * UNIT * largest + UNIT * total));
  }

  /** The exponent of the lowest set bit of all; large if none is set. */
  private static int lowestBit(double[] values) {
    int lowest = Double.MAX_EXPONENT;
    for (double value : values) {
      if (value != 0) {
        long bits = Double.doubleToRawLongBits(value) & ((1L << (SIGNIFICAND_BITS - 1)) - 1);
        int scale = Math.max(Math.getExponent(value), Double.MIN_EXPONENT);
        boolean whole = bits == 0; // the leading bit, which is not stored, is the only one
        int place =
            whole ? scale : scale - (SIGNIFICAND_BITS - 1) + Long.numberOfTrailingZeros(bits);
        lowest = Math.min(lowest, place);
      }
    }
    return lowest;
  }
}
