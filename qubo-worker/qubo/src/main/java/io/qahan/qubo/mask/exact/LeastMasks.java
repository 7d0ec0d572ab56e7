package io.qahan.qubo.mask.exact;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The masks of least energy among all that it is shown. Those whose energies are closer than what
 * rounding may make of them are kept, and told apart by exact arithmetic at the end, so that the
 * answer is the least one and not one that looked like it. For one thread.
 */
final class LeastMasks {
  /** What exact arithmetic does in some milliseconds: additions of one number. */
  private static final int MOST_ADDITIONS = 1 << 17;

  private static final int MOST = 1 << 12;

  /** A mask and its energy as added up. */
  private record Candidate(Mask mask, double energy) {}

  private final MaskProblem problem;
  private final double tolerance;
  private final int most;
  private final List<Candidate> candidates = new ArrayList<>();
  private double least = Double.POSITIVE_INFINITY;
  private double limit = Double.POSITIVE_INFINITY;
  private double leastLeftOut = Double.POSITIVE_INFINITY;

  /**
   * @param error how far from the truth an energy may be, at most
   */
  LeastMasks(MaskProblem problem, double error) {
    this.problem = problem;
    tolerance = 2 * error;
    long size = (long) problem.n() * problem.d();
    most = (int) Math.max(2, Math.min(MOST, MOST_ADDITIONS / size));
  }

  /** The least energy so far, as added up. */
  double least() {
    return least;
  }

  /** Energies above this are of no interest: they are greater for certain. */
  double limit() {
    return limit;
  }

  /** Takes a mask whose energy is at most {@link #limit()}. */
  void offer(double energy, Supplier<Mask> mask) {
    boolean better = energy < least;
    if (better) {
      least = energy;
      limit = energy + tolerance;
      candidates.removeIf(candidate -> candidate.energy() > limit);
    }
    if (candidates.size() < most) {
      candidates.add(new Candidate(mask.get(), energy));
    } else if (better) {
      Candidate leftOut = candidates.set(most - 1, new Candidate(mask.get(), energy));
      leastLeftOut = Math.min(leastLeftOut, leftOut.energy());
    } else {
      leastLeftOut = Math.min(leastLeftOut, energy);
    }
  }

  /** What no mask is below that was shown, or that was above the limit. */
  double bound() {
    return least - tolerance;
  }

  /** The mask of least energy as added up, which is right but for rounding. */
  Mask likely() {
    return candidates.stream().filter(c -> c.energy() == least).findFirst().orElseThrow().mask();
  }

  /** The mask of least energy; empty if more than can be told apart are too close to it. */
  Optional<Mask> proven() {
    if (leastLeftOut <= limit || !(limit < Double.POSITIVE_INFINITY)) {
      return Optional.empty();
    }
    Mask best = candidates.get(0).mask();
    BigDecimal energy = null;
    for (Candidate candidate : candidates) {
      if (!candidate.mask().equals(best)) {
        energy = energy == null ? problem.exactEnergy(best) : energy;
        BigDecimal other = problem.exactEnergy(candidate.mask());
        if (other.compareTo(energy) < 0) {
          energy = other;
          best = candidate.mask();
        }
      }
    }
    return Optional.of(best);
  }
}
