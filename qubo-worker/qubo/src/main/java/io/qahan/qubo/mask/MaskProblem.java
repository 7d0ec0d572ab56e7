package io.qahan.qubo.mask;

import java.math.BigDecimal;

/**
 * The hard-attention mask of one image as a factored QUBO (eqs. 7-10): with B the n x d matrix of
 * blocks,
 *
 * <pre>
 * E(x) = sigma * mu * ||B^T x||^2 + lambda1 * (sum_a x_a - k)^2 + lambda2 * sum_{a~b} x_a x_b,   x in {0,1}^n
 * </pre>
 *
 * <p>Neighbours a ~ b are those of the paper's chain, b = a + 1 (eq. 7), or, ours, those of a grid
 * counted row-major: beside each other in a row, or one below the other. A chain is a grid of one
 * row.
 *
 * <p>The n x n matrix Q = B B^T is never built. Immutable and thread safe, as long as nobody writes
 * to the array of blocks, which is shared and not copied.
 */
public final class MaskProblem {
  private final float[] blocks;
  private final int n;
  private final int d;
  private final Objective objective;
  private final double lambda1;
  private final double lambda2;
  private final int k;
  private final int columns;
  private final double mu;
  private final double[] squaredNorms;

  private MaskProblem(
      float[] blocks,
      int n,
      int d,
      Objective objective,
      double lambda1,
      double lambda2,
      int k,
      int columns,
      double mu,
      double[] squaredNorms) {
    this.blocks = blocks;
    this.n = n;
    this.d = d;
    this.objective = objective;
    this.lambda1 = lambda1;
    this.lambda2 = lambda2;
    this.k = k;
    this.columns = columns;
    this.mu = mu;
    this.squaredNorms = squaredNorms;
  }

  /**
   * A problem with its objective's default mu, whose blocks are neighbours in a chain.
   *
   * @param blocks B, row-major, n * d finite values; shared, so leave it as it is from here on
   * @param n number of blocks, at least 1
   * @param d length of a block, at least 1
   * @param lambda1 weight of the count term, finite and at least 0
   * @param lambda2 weight of the neighbour term, finite and at least 0
   * @param k how many blocks to keep, 0 to n
   * @throws IllegalArgumentException if any of these does not hold
   */
  public static MaskProblem of(
      float[] blocks, int n, int d, Objective objective, double lambda1, double lambda2, int k) {
    double[] norms =
        ProblemChecks.squaredNorms(blocks, n, d, objective, new double[] {lambda1, lambda2}, k);
    double max = 0;
    for (double norm : norms) {
      max = Math.max(max, norm);
    }
    double mu = objective.defaultMu(max, k);
    return new MaskProblem(blocks, n, d, objective, lambda1, lambda2, k, n, mu, norms);
  }

  /**
   * The same problem with another weight of the attention term, for example 1 / {@link
   * #maxSquaredNorm()} for LITERAL with long blocks, whose empty mask is optimal at mu = 1.
   *
   * @throws IllegalArgumentException if mu is negative or not finite
   */
  public MaskProblem withMu(double mu) {
    ProblemChecks.weight("mu", mu);
    return new MaskProblem(blocks, n, d, objective, lambda1, lambda2, k, columns, mu, squaredNorms);
  }

  /**
   * The same problem with another k, and its objective's default mu for that. It may be more than
   * n: every block that is kept then lowers the count term.
   *
   * @throws IllegalArgumentException if k is negative
   */
  public MaskProblem withKept(int k) {
    ProblemChecks.kept(k, lambda1);
    return new MaskProblem(
        blocks,
        n,
        d,
        objective,
        lambda1,
        lambda2,
        k,
        columns,
        objective.defaultMu(maxSquaredNorm(), k),
        squaredNorms);
  }

  /**
   * The same problem with its blocks in a grid.
   *
   * @param columns blocks in a row of it; n for the chain
   * @throws IllegalArgumentException if that does not divide n
   */
  public MaskProblem withColumns(int columns) {
    ProblemChecks.columns(columns, n);
    int width = columns == 1 ? n : columns; // one below the other is a chain too
    return new MaskProblem(blocks, n, d, objective, lambda1, lambda2, k, width, mu, squaredNorms);
  }

  /**
   * The same problem in at most n columns: blocks that are longer than there are blocks are
   * replaced by the Cholesky factor of Q = B B^T, with which every energy (eq. 7) is the same, up
   * to the rounding of its single-precision numbers. O(n^2 * d).
   *
   * @return this problem if d is not above n, or its numbers are too large for single precision
   *     then
   */
  public MaskProblem condensed() {
    if (d <= n || Math.sqrt(maxSquaredNorm()) > Float.MAX_VALUE) {
      return this;
    }
    float[] factor = CholeskyFactor.of(blocks, n, d);
    double[] norms =
        ProblemChecks.squaredNorms(factor, n, n, objective, new double[] {lambda1, lambda2}, k);
    return new MaskProblem(factor, n, n, objective, lambda1, lambda2, k, columns, mu, norms);
  }

  /** Number of blocks. */
  public int n() {
    return n;
  }

  /** Length of a block. */
  public int d() {
    return d;
  }

  /** How many blocks to keep. */
  public int k() {
    return k;
  }

  /** How many blocks are in a row of the grid in which they are neighbours; n in a chain. */
  public int columns() {
    return columns;
  }

  /**
   * Whether the blocks are neighbours in a chain, as the paper's are, and not in two dimensions.
   */
  public boolean isChain() {
    return columns == n;
  }

  /** Whether two blocks are neighbours. */
  public boolean areNeighbours(int a, int b) {
    int low = Math.min(a, b);
    int apart = Math.max(a, b) - low;
    return (apart == 1 && (low + 1) % columns != 0) || (apart == columns && !isChain());
  }

  /**
   * Whether one number is a block's and no two of them have opposite signs, as behind a rectifier:
   * then a mask's attention energy is the square of the sum of its norms.
   */
  public boolean isOneSigned() {
    if (d != 1) {
      return false;
    }
    float least = 0;
    float most = 0;
    for (float block : blocks) {
      least = Math.min(least, block);
      most = Math.max(most, block);
    }
    return least == 0 || most == 0;
  }

  public Objective objective() {
    return objective;
  }

  /** Weight of the count term. */
  public double lambda1() {
    return lambda1;
  }

  /** Weight of the neighbour term. */
  public double lambda2() {
    return lambda2;
  }

  /** Weight of the attention term, without its sign. */
  public double mu() {
    return mu;
  }

  /** B, row-major, n * d values: the shared array itself, read only by agreement. */
  public float[] blocks() {
    return blocks;
  }

  /** max_a ||B_a||^2. */
  public double maxSquaredNorm() {
    double max = 0;
    for (double norm : squaredNorms) {
      max = Math.max(max, norm);
    }
    return max;
  }

  /** ||B_a||^2 for each block a; shared, read only. */
  public double[] squaredNorms() {
    return squaredNorms;
  }

  /** sigma * mu, the factor of the attention energy. */
  public double attentionWeight() {
    return objective.sign() * mu;
  }

  /** E(x) in double precision, from nothing but the blocks; O(n + count * d). */
  public double energy(Mask mask) {
    return stateOf(mask).energy();
  }

  /** x^T Q x = ||B^T x||^2 in double precision (eqs. 10 and 14); O(n + count * d). */
  public double attentionEnergy(Mask mask) {
    return stateOf(mask).attentionEnergy();
  }

  /** E(x) without any rounding. */
  public BigDecimal exactEnergy(Mask mask) {
    int[] kept = mask.kept();
    BigDecimal attention = BigDecimal.ZERO;
    for (int j = 0; j < d; j++) {
      BigDecimal t = BigDecimal.ZERO;
      for (int a : kept) {
        float value = blocks[a * d + j];
        t = value == 0 ? t : t.add(new BigDecimal(value));
      }
      attention = attention.add(t.multiply(t));
    }
    int pairs = stateOf(mask).pairs();
    int excess = kept.length - k;
    return attention
        .multiply(new BigDecimal(attentionWeight()))
        .add(new BigDecimal(lambda1).multiply(BigDecimal.valueOf(excess).pow(2)))
        .add(new BigDecimal(lambda2).multiply(BigDecimal.valueOf(pairs)));
  }

  private MaskState stateOf(Mask mask) {
    MaskState state = new MaskState(this);
    state.reset(mask);
    return state;
  }
}
