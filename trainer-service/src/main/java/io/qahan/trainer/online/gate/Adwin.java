package io.qahan.trainer.online.gate;

import io.qahan.schemas.avro.DriftState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * ADWIN (Bifet and Gavalda, "Learning from time-changing data with adaptive windowing", SDM 2007):
 * a window of errors that grows while nothing changes, and loses its oldest part as soon as the two
 * sides of some cut have means that differ by at least
 *
 * <pre>  sqrt(2/m s² ln(2/d')) + 2/(3m) ln(2/d'),  1/m = 1/n0 + 1/n1,  d' = d / ln n</pre>
 *
 * <p>(sec. 3.1; n0 and n1 images on the two sides, n in all, s² the variance of the whole window, d
 * the confidence). There is drift when the newer side has the higher mean, and then all of the
 * older side is lost.
 *
 * <p>The window is an exponential histogram (sec. 4): buckets of 1, 2, 4, ... images, at most five
 * of a width, so n images take about 5 log2 n buckets, and cuts are tried between buckets. For one
 * thread.
 */
final class Adwin implements DriftDetector {
  static final String NAME = "adwin";

  private static final int MOST_OF_A_WIDTH = 5;
  private static final int WIDEST = 1 << 24;

  private final DriftOptions options;
  private int[] widths = new int[64]; // oldest first, never growing
  private int[] errors = new int[64];
  private int buckets;
  private long images;
  private long mistakes;
  private long examples;
  private long since;

  Adwin(DriftOptions options) {
    this.options = options;
  }

  /** Goes on from a state. */
  static Adwin of(DriftState saved, DriftOptions options) {
    Adwin adwin = new Adwin(options);
    for (int i = 0; i < saved.getWidths().size(); i++) {
      adwin.append(saved.getWidths().get(i), saved.getErrors().get(i));
    }
    adwin.examples = saved.getExamples();
    adwin.since = saved.getSince();
    return adwin;
  }

  /** Whether these can be the buckets of a window, oldest first. */
  static boolean areBuckets(List<Integer> widths, List<Integer> errors) {
    if (widths.size() != errors.size()) {
      return false;
    }
    int before = WIDEST;
    for (int i = 0; i < widths.size(); i++) {
      int width = widths.get(i);
      if (width < 1
          || width > before
          || Integer.bitCount(width) != 1
          || errors.get(i) < 0
          || errors.get(i) > width) {
        return false;
      }
      before = width;
    }
    return true;
  }

  @Override
  public Optional<DriftState> state() {
    return Optional.of(
        DriftState.newBuilder()
            .setDetector(NAME)
            .setExamples(examples)
            .setSince(since)
            .setMean(0)
            .setRise(0)
            .setFall(0)
            .setWidths(IntStream.of(widths).limit(buckets).boxed().toList())
            .setErrors(IntStream.of(errors).limit(buckets).boxed().toList())
            .build());
  }

  @Override
  public boolean add(boolean wrong) {
    examples++;
    since += since > 0 ? 1 : 0;
    append(1, wrong ? 1 : 0);
    compress();
    boolean rose = false;
    for (Cut cut = widestCut(); cut.excess() >= 1; cut = widestCut()) {
      dropOldest();
      if (cut.isRise()) {
        rose = true;
        since = cut.newer();
        while (images > since) { // what was before would be noticed once more
          dropOldest();
        }
      }
    }
    if (!rose || examples <= options.minimum()) {
      return false;
    }
    examples = 0;
    return true;
  }

  @Override
  public double statistic() {
    Cut cut = widestCut();
    return cut.isRise() ? cut.excess() : 0;
  }

  @Override
  public long since() {
    return since;
  }

  @Override
  public void reset() {
    buckets = 0;
    images = 0;
    mistakes = 0;
    examples = 0;
    since = 0;
  }

  /**
   * The cut that says most.
   *
   * @param excess how far apart the means are, in what would be a change
   * @param isRise whether the newer side has the higher one
   * @param newer images on that side
   */
  private record Cut(double excess, boolean isRise, long newer) {}

  private Cut widestCut() {
    Cut widest = new Cut(0, false, 0);
    double mean = (double) mistakes / images;
    double variance = mean * (1 - mean);
    double log =
        StrictMath.log(2 * Math.max(1, StrictMath.log((double) images)) / options.confidence());
    long older = 0;
    long olderWrong = 0;
    for (int i = 0; i + 1 < buckets; i++) {
      older += widths[i];
      olderWrong += errors[i];
      long newer = images - older;
      double difference = (double) (mistakes - olderWrong) / newer - (double) olderWrong / older;
      double share = 1.0 / older + 1.0 / newer; // 1/m
      double change = Math.sqrt(2 * share * variance * log) + 2 * share * log / 3;
      double excess = Math.abs(difference) / change;
      if (excess > widest.excess()) {
        widest = new Cut(excess, difference > 0, newer);
      }
    }
    return widest;
  }

  private void append(int width, int wrongOnes) {
    if (buckets == widths.length) {
      widths = Arrays.copyOf(widths, 2 * buckets);
      errors = Arrays.copyOf(errors, 2 * buckets);
    }
    widths[buckets] = width;
    errors[buckets++] = wrongOnes;
    images += width;
    mistakes += wrongOnes;
  }

  /** Where there are more than five buckets of a width, the two oldest of them become one. */
  private void compress() {
    int end = buckets;
    while (end > 0) {
      int width = widths[end - 1];
      int start = end - 1;
      while (start > 0 && widths[start - 1] == width) {
        start--;
      }
      if (end - start <= MOST_OF_A_WIDTH || width == WIDEST) {
        return;
      }
      widths[start] = 2 * width;
      errors[start] += errors[start + 1];
      int rest = buckets - start - 2;
      System.arraycopy(widths, start + 2, widths, start + 1, rest);
      System.arraycopy(errors, start + 2, errors, start + 1, rest);
      buckets--;
      end = start + 1;
    }
  }

  private void dropOldest() {
    images -= widths[0];
    mistakes -= errors[0];
    buckets--;
    System.arraycopy(widths, 1, widths, 0, buckets);
    System.arraycopy(errors, 1, errors, 0, buckets);
  }
}
