package io.qahan.trainer.online.gate;

import io.qahan.schemas.avro.DriftState;
import java.util.List;
import java.util.Optional;

/**
 * The Page-Hinkley test for a mean that has grown (Page 1954, Hinkley 1971; as in Gama et al. 2014,
 * "A survey on concept drift adaptation", sec. 3.2), on errors: it sums (e_t - p_t) / s_t - delta,
 * where e_t is 1 for an error and 0 else, p_t the mean before it and s_t² = p_t (1 - p_t), and
 * there is drift when the sum exceeds its least value by more than lambda. In standard deviations,
 * so that one lambda serves heads that are nearly always right and heads that seldom are.
 *
 * <p>The mean forgets: an image counts 0.9999 of the next one. The first {@link
 * DriftOptions#minimum} images are passed over, for nothing is known then, and as many again make
 * the first mean. Where the same test finds that errors have become fewer, the mean begins anew.
 * For one thread.
 */
final class PageHinkley implements DriftDetector {
  static final String NAME = "page-hinkley";

  private static final double KEPT = 0.9999;

  /** A mean of nothing would make one error endless. */
  private static final double LEAST_MEAN = 0.01;

  private final DriftOptions options;
  private long examples;
  private long since;
  private double mean;
  private double rise;
  private double fall;

  PageHinkley(DriftOptions options) {
    this.options = options;
  }

  /** Goes on from a state. */
  static PageHinkley of(DriftState saved, DriftOptions options) {
    PageHinkley test = new PageHinkley(options);
    test.examples = saved.getExamples();
    test.since = saved.getSince();
    test.mean = saved.getMean();
    test.rise = saved.getRise();
    test.fall = saved.getFall();
    return test;
  }

  @Override
  public Optional<DriftState> state() {
    return Optional.of(
        DriftState.newBuilder()
            .setDetector(NAME)
            .setExamples(examples)
            .setSince(since)
            .setMean(mean)
            .setRise(rise)
            .setFall(fall)
            .setWidths(List.of())
            .setErrors(List.of())
            .build());
  }

  @Override
  public boolean add(boolean wrong) {
    examples++;
    if (examples <= options.minimum()) {
      since += since > 0 ? 1 : 0;
      return false;
    }
    double error = wrong ? 1 : 0;
    if (examples > 2L * options.minimum()) {
      double usual = Math.min(1 - LEAST_MEAN, Math.max(LEAST_MEAN, mean));
      double above = (error - usual) / Math.sqrt(usual * (1 - usual));
      rise = Math.max(0, rise + above - options.delta());
      fall = Math.max(0, fall - above - options.delta());
      since = rise > 0 ? since + 1 : 0;
      if (rise > options.lambda()) {
        long changed = since;
        reset();
        since = changed;
        return true;
      }
      if (fall > options.lambda()) {
        reset();
        examples = options.minimum();
        return false;
      }
    }
    long counted = examples - options.minimum();
    mean += (error - mean) * (1 - KEPT) / (1 - StrictMath.pow(KEPT, (double) counted));
    return false;
  }

  @Override
  public double statistic() {
    return rise / options.lambda();
  }

  @Override
  public long since() {
    return since;
  }

  @Override
  public void reset() {
    examples = 0;
    since = 0;
    mean = 0;
    rise = 0;
    fall = 0;
  }
}
