package io.qahan.trainer.online.gate;

import io.qahan.schemas.avro.TrainingState;

/**
 * The Page-Hinkley test for a mean that has grown (Page 1954, Hinkley 1971; as in Gama et al. 2014,
 * "A survey on concept drift adaptation", sec. 3.2), on the prequential loss: m_T sums x_t less the
 * mean of x_1 to x_t less delta, and there is drift when m_T exceeds its least value so far by more
 * than lambda. Then, and when it is {@link #reset}, it starts over.
 *
 * <p>A loss counts as at most a tenth of lambda, so that it takes ten examples to make a drift and
 * no single image can. Decided by losses alone, so a replay finds the same drifts. For one thread.
 */
final class PageHinkley {
  private static final int FEWEST_EXAMPLES = 10;

  private final DriftOptions options;
  private long examples;
  private double mean;
  private double sum;
  private double least;

  PageHinkley(DriftOptions options) {
    this.options = options;
  }

  /** Goes on from a state. */
  static PageHinkley of(TrainingState state, DriftOptions options) {
    PageHinkley test = new PageHinkley(options);
    test.examples = state.getDriftExamples();
    test.mean = state.getDriftMean();
    test.sum = state.getDriftSum();
    test.least = state.getDriftLeast();
    return test;
  }

  void saveTo(TrainingState.Builder state) {
    state.setDriftExamples(examples);
    state.setDriftMean(mean);
    state.setDriftSum(sum);
    state.setDriftLeast(least);
  }

  /**
   * Takes the loss of the next example, in nats, finite.
   *
   * @return whether there is drift; the test has started over if so
   */
  boolean add(double loss) {
    double capped = Math.min(loss, options.lambda() / FEWEST_EXAMPLES);
    examples++;
    mean += (capped - mean) / examples;
    sum += capped - mean - options.delta();
    least = Math.min(least, sum);
    if (examples < options.minimum() || statistic() <= options.lambda()) {
      return false;
    }
    reset();
    return true;
  }

  /** How far the sum is above its least value, in nats: 0 or above, drift above lambda. */
  double statistic() {
    return sum - least;
  }

  /** Forgets what it has seen: the losses to come are of something else. */
  void reset() {
    examples = 0;
    mean = 0;
    sum = 0;
    least = 0;
  }
}
