package io.qahan.qubo.mask.chain;

import io.qahan.qubo.mask.MaskProblem;

/**
 * Maximises {@code slope * sum v_a x_a - lambda2 * pairs - lambda1 * (count - k)^2} over all masks,
 * with a proof.
 *
 * <p>The best value of the first two terms at a given count is a concave function of the count (the
 * chain's constraints are an interval matrix, so its linear programme has whole solutions), and so
 * a price per block replaces the count: the programme at a price finds a vertex of that function,
 * and the price is searched until the count it gives is the one that the count term wants at that
 * price. Every price also yields an upper bound by duality. For one thread.
 */
final class CountedChain {
  /** What rounding may make of a sum, as a part of its terms. */
  private static final double ROUNDING = 1e-12;

  private static final int MAX_PRICES = 500;
  private static final int WIDENING_STEPS = 20;

  private final double[] values;
  private final ChainCandidates candidates;
  private final ChainProgramme programme;
  private final double lambda1;
  private final double lambda2;
  private final int k;

  private final ChainMask everything;
  private final ChainMask[] buffers;
  private final ChainMask best;

  // The bracket: optimal masks of too few and too many blocks, with the prices they belong to.
  private ChainMask fewer;
  private ChainMask more;
  private ChainMask current;
  private ChainMask spare;

  private double largest;
  private double smallest;
  private double slope;
  private double fewerPrice;
  private double morePrice;
  private double bestValue;
  private double bound;
  private double rounding;
  private double threshold;

  /**
   * @param threshold a first guess of the least value worth keeping
   */
  CountedChain(double[] values, ChainCandidates candidates, MaskProblem problem, double threshold) {
    this.values = values;
    this.candidates = candidates;
    this.threshold = threshold;
    int n = values.length;
    lambda1 = problem.lambda1();
    lambda2 = problem.lambda2();
    k = problem.k();
    programme = new ChainProgramme(n, lambda2);
    buffers = new ChainMask[] {new ChainMask(n), new ChainMask(n), new ChainMask(n)};
    best = new ChainMask(n);
    everything = new ChainMask(n);
    reload();
  }

  /** Takes note that other values stand in the array now. */
  void reload() {
    everything.clear();
    double max = Double.NEGATIVE_INFINITY;
    double min = Double.POSITIVE_INFINITY;
    for (int a = 0; a < values.length; a++) {
      max = Math.max(max, values[a]);
      min = Math.min(min, values[a]);
      everything.append(a, values[a]);
    }
    largest = max;
    smallest = min;
  }

  /** The best mask of the last {@link #solve}. */
  ChainMask best() {
    return best;
  }

  /** An upper bound of the last {@link #solve}'s maximum: but for rounding, the maximum itself. */
  double bound() {
    return bound;
  }

  /** What rounding may have made of the last {@link #solve}'s bound. */
  double rounding() {
    return rounding;
  }

  void solve(double slope) {
    this.slope = slope;
    bestValue = Double.NEGATIVE_INFINITY;
    bound = Double.POSITIVE_INFINITY;
    rounding = 0;
    bracketAll();
    if (lambda1 == 0) {
      programmeAt(0);
      return;
    }
    double price = Math.min(fewerPrice, Math.max(morePrice, slope * threshold));
    for (int i = 0; i < MAX_PRICES; i++) {
      boolean edge = programmeAt(price);
      if (bestValue >= bound - rounding) {
        break;
      }
      if (edge || more.count - fewer.count <= 1) {
        closeEdge();
        break;
      }
      price = nextPrice(i);
    }
    if (slope > 0) {
      threshold = price / slope;
    }
  }

  /** Prices so high that nothing is kept, and so low that all is. */
  private void bracketAll() {
    fewer = buffers[0];
    current = buffers[1];
    spare = buffers[2];
    fewer.clear();
    fewerPrice = Math.max(0, slope * largest);
    more = everything;
    morePrice = Math.min(0, slope * smallest - 2 * lambda2);
    offer(fewer);
    offer(more);
  }

  /** Solves at one price and narrows the bracket; true if the price met no new vertex. */
  private boolean programmeAt(double price) {
    if (slope > 0) {
      candidates.reach(price / slope);
    } else if (price < 0) {
      candidates.reach(Double.NEGATIVE_INFINITY);
    }
    programme.solve(candidates, slope, price, current);
    offer(current);
    double value = worth(current, price);
    double uncertain = ROUNDING * terms(current, price);
    lower(value + countConjugate(price), uncertain);
    boolean edge =
        isBreakpoint(price)
            && value <= Math.max(worth(fewer, price), worth(more, price)) + uncertain;
    if (!edge) {
      narrow(price);
    }
    return edge;
  }

  private void narrow(double price) {
    ChainMask found = current;
    if (found.count > wantedCount(price)) {
      // The mask of all blocks is kept for the next time: its buffer is never written to.
      current = more == everything ? spare : more;
      more = found;
      morePrice = price;
    } else {
      current = fewer;
      fewer = found;
      fewerPrice = price;
    }
  }

  private boolean isBreakpoint(double price) {
    double scale = Math.abs(fewerPrice) + Math.abs(morePrice);
    return Math.abs(price - breakpoint()) <= ROUNDING * scale;
  }

  /** The price at which the two ends of the bracket are worth the same. */
  private double breakpoint() {
    if (more.count == fewer.count) {
      return Math.min(fewerPrice, Math.max(morePrice, marginal(more.count)));
    }
    double price = (chainValue(more) - chainValue(fewer)) / (more.count - fewer.count);
    return Math.min(fewerPrice, Math.max(morePrice, price));
  }

  private double nextPrice(int step) {
    if (more == everything && step < WIDENING_STEPS) {
      // Nothing known on the cheap side yet: go down by the mean distance of the kept, doubling.
      double missing = wantedCount(fewerPrice) - fewer.count + 1;
      double distance = (slope * largest - fewerPrice) / (fewer.count + 1);
      double least = ROUNDING * (fewerPrice - morePrice);
      double price = fewerPrice - Math.max(missing * distance, least) * (1 << step);
      return Math.max(morePrice, price);
    }
    if (step % 3 == 2 || more.count - fewer.count <= 4) {
      return breakpoint();
    }
    double above = more.count - wantedCount(morePrice);
    double below = fewer.count - wantedCount(fewerPrice);
    return morePrice + (fewerPrice - morePrice) * above / (above - below);
  }

  /** No vertex lies between the two ends: the best count is on the edge that joins them. */
  private void closeEdge() {
    double price = breakpoint();
    int count = (int) Math.round(Math.max(fewer.count, Math.min(more.count, wantedCount(price))));
    if (count > fewer.count && count < more.count) {
      if (more.join(fewer, values, lambda2 == 0, count, current)) {
        offer(current);
      }
    } else if (count == more.count) {
      price = Math.max(morePrice, Math.min(price, marginal(count)));
    } else {
      price = Math.min(fewerPrice, Math.max(price, marginal(count)));
    }
    ChainMask better = worth(more, price) > worth(fewer, price) ? more : fewer;
    lower(worth(better, price) + countConjugate(price), ROUNDING * terms(better, price));
  }

  private void lower(double bound, double uncertain) {
    if (bound < this.bound) {
      this.bound = bound;
      rounding = uncertain;
    }
  }

  private void offer(ChainMask mask) {
    double excess = mask.count - k;
    double value = chainValue(mask) - lambda1 * excess * excess;
    if (value > bestValue) {
      bestValue = value;
      best.count = mask.count;
      best.sum = mask.sum;
      best.pairs = mask.pairs;
      System.arraycopy(mask.kept, 0, best.kept, 0, mask.count);
    }
  }

  private double chainValue(ChainMask mask) {
    return slope * mask.sum - lambda2 * mask.pairs;
  }

  private double worth(ChainMask mask, double price) {
    return chainValue(mask) - price * mask.count;
  }

  /**
   * The size of all that is added up for a mask at a price. What is kept at a negative price may
   * have negative values, which the sum hides, but none beyond the price.
   */
  private double terms(ChainMask mask, double price) {
    double wanted = lambda1 == 0 ? k : Math.max(0, Math.min(values.length, wantedCount(price)));
    double excess = Math.abs(wanted - k) + 1;
    return Math.abs(slope * mask.sum)
        + Math.abs(price) * (2 * mask.count + wanted)
        + lambda2 * mask.pairs
        + lambda1 * excess * excess;
  }

  private double wantedCount(double price) {
    return k + price / (2 * lambda1);
  }

  private double marginal(int count) {
    return 2 * lambda1 * (count - k);
  }

  /** max over whole counts of price * c - lambda1 (c - k)^2. */
  private double countConjugate(double price) {
    if (lambda1 == 0) {
      return 0; // the only price asked for is 0
    }
    double c = Math.rint(Math.max(0, Math.min(values.length, wantedCount(price))));
    return price * c - lambda1 * (c - k) * (c - k);
  }
}
