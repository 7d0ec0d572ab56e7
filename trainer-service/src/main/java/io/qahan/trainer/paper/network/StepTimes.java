package io.qahan.trainer.paper.network;

/**
 * Where the time of training steps went, in nanoseconds.
 *
 * @param convolve forward through the convolutions
 * @param attend finding the masks
 * @param learn head, backward pass through everything, update of all weights
 */
public record StepTimes(long convolve, long attend, long learn) {
  /** No steps. */
  public static final StepTimes NONE = new StepTimes(0, 0, 0);

  /** Of these steps and those. */
  public StepTimes plus(StepTimes other) {
    return new StepTimes(convolve + other.convolve, attend + other.attend, learn + other.learn);
  }

  /** In all, in nanoseconds. */
  public long total() {
    return convolve + attend + learn;
  }
}
