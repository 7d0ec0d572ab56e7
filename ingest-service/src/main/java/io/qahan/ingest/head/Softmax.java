package io.qahan.ingest.head;

/** Logits to probabilities, and probabilities to loss. */
public final class Softmax {

  private Softmax() {}

  /**
   * Turns finite logits into probabilities in place and returns them. The largest logit is taken
   * off first, so that no exponential overflows.
   */
  static float[] inPlace(float[] logits) {
    float top = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      top = Math.max(top, logit);
    }
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      double exponential = Math.exp(logits[c] - top);
      logits[c] = (float) exponential;
      sum += exponential;
    }
    for (int c = 0; c < logits.length; c++) {
      logits[c] = (float) (logits[c] / sum);
    }
    return logits;
  }

  /** The most probable class, the first of equals. */
  public static int argMax(float[] probabilities) {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      if (probabilities[c] > probabilities[best]) {
        best = c;
      }
    }
    return best;
  }

  /**
   * Cross entropy of one image: -ln of the probability of {@code label}, in nats. A probability
   * that rounded to zero counts as the smallest normal float, which caps the loss at 87.4.
   */
  public static double lossOf(float[] probabilities, int label) {
    return -Math.log(Math.max(probabilities[label], Float.MIN_NORMAL));
  }
}
