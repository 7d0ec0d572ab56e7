package io.qahan.trainer.attention;

import java.util.SplittableRandom;

/**
 * One batch on its way through the network.
 *
 * @param number from 0: the step while training, the position of the batch while testing
 * @param training whether a gradient is recorded and choices are drawn rather than taken at their
 *     best
 */
public record Pass(long number, boolean training) {
  private static final long TEST = 0x5851F42D4C957F2DL;

  /** A step of the training. */
  public static Pass training(long step) {
    return new Pass(step, true);
  }

  /** A batch of the test. */
  public static Pass testing(long batch) {
    return new Pass(batch, false);
  }

  /** Random numbers that no other pass of the same training has. */
  public SplittableRandom random(long seed) {
    long mixed = new SplittableRandom(training ? seed : seed ^ TEST).nextLong();
    return new SplittableRandom(mixed ^ number);
  }
}
