package io.qahan.qubo.mask;

/**
 * What a mask is asked to do with the attention energy {@code x^T Q x = ||B^T x||^2} (eq. 10): the
 * sign it enters the energy with, and its default weight mu.
 */
public enum Objective {
  /** Eq. 7 as printed: attention energy is a cost, mu = 1. */
  LITERAL(+1) {
    @Override
    public double defaultMu(double maxSquaredNorm, int k) {
      return 1;
    }
  },

  /**
   * Attention energy is a gain, mu = 1 / (k * max_a ||B_a||^2): keep as much of it as k
   * non-adjacent blocks can hold. Scaled so, one more block is worth about what one block too many
   * costs.
   */
  SALIENT(-1) {
    @Override
    public double defaultMu(double maxSquaredNorm, int k) {
      // With no attention energy at all, or no block to keep, the weight only has to be finite.
      return maxSquaredNorm > 0 ? 1 / (Math.max(1, k) * maxSquaredNorm) : 1;
    }
  };

  private final int sign;

  Objective(int sign) {
    this.sign = sign;
  }

  /** The sign sigma of the attention term: +1 or -1. */
  public int sign() {
    return sign;
  }

  /**
   * The weight mu of the attention term where none is set.
   *
   * @param maxSquaredNorm max_a ||B_a||^2
   * @param k how many blocks to keep
   */
  public abstract double defaultMu(double maxSquaredNorm, int k);
}
