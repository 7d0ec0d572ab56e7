package io.qahan.qubo.mask;

/**
 * What rounding may make of a mask's energy. All of it comes from the size of what is added up,
 * never from the energy itself: terms that cancel leave their rounding behind, and an energy of
 * 1e-20 is as good a number as one of 1.
 */
public final class MaskRounding {
  /** What two paths to the same mask may differ by, as a part of the terms. */
  private static final double PATHS = 1e-12;

  /** The part of a double that rounding leaves uncertain. */
  private static final double UNIT = 0x1p-53;

  private MaskRounding() {}

  /** What a search takes for nothing beside this mask; O(count). */
  public static double near(MaskProblem problem, Mask mask) {
    double norms = 0;
    int pairs = 0;
    int columns = problem.columns();
    for (int a : mask.kept()) {
      norms += Math.sqrt(problem.squaredNorms()[a]);
      pairs += (a + 1) % columns != 0 && mask.keeps(a + 1) ? 1 : 0;
      pairs += a + columns < problem.n() && mask.keeps(a + columns) ? 1 : 0;
    }
    return near(problem, norms, mask.count(), pairs);
  }

  /**
   * The same of a mask of that many blocks and pairs whose norms add up so. The count term is that
   * of a neighbouring mask, which a search comes by.
   */
  public static double near(MaskProblem problem, double norms, int count, int pairs) {
    double excess = Math.abs(count - problem.k()) + 1;
    return PATHS
        * (problem.mu() * norms * norms
            + problem.lambda1() * excess * excess
            + problem.lambda2() * (pairs + 1));
  }

  /**
   * A certified bound of the error of energies that are added up from the blocks or from the Gram
   * matrix, and of bounds made of those.
   *
   * @param count the most blocks that are kept
   * @param norms the most that the norms of that many blocks add up to
   * @param flips the most blocks that were added and taken away since the sum was empty
   */
  public static double most(MaskProblem problem, int count, double norms, int flips) {
    double terms = 2.0 * flips + problem.n() + problem.d() + 16;
    double excess = Math.max(problem.k(), Math.abs(count - problem.k()));
    return UNIT
        * (4 * terms * problem.mu() * norms * norms
            + 8
                * (problem.lambda1() * excess * excess
                    + problem.lambda2() * (problem.isChain() ? count : 2.0 * count)));
  }
}
