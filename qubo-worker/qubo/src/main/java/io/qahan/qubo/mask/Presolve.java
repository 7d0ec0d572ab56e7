package io.qahan.qubo.mask;

import java.util.Arrays;
import java.util.Locale;

/**
 * A smaller problem with the same least energy: blocks that no best mask needs are left out, with
 * proof. For SALIENT, d = 1, neighbours in a chain and features of one sign, as they are behind a
 * rectifier; any other problem stays whole. Immutable and thread safe.
 *
 * <p>Why: a mask of c blocks has c - 1 blocks beside any one of its own, and these and their
 * neighbours are 3 (c - 1) blocks at most. So of the 3 (c - 1) + 1 largest blocks at least one is
 * free of them; to keep it instead of a block that is not among the largest loses no attention and
 * makes no new pair. How many blocks a best mask keeps at most follows from the energy of any mask
 * that is known ({@link CountBound}).
 *
 * <p>What is left out between two blocks that stay must keep them apart, or they would become
 * neighbours: one block of each gap stays. A mask of the smaller problem that keeps such a block is
 * a mask of the whole one too, and has no more energy there than here.
 */
public final class Presolve {
  private final MaskProblem whole;
  private final MaskProblem problem;
  private final int[] places;

  private Presolve(MaskProblem whole, MaskProblem problem, int[] places) {
    this.whole = whole;
    this.problem = problem;
    this.places = places;
  }

  /**
   * Leaves out what can be left out.
   *
   * @param order of the problem's blocks; ordered further if need be
   * @param known any mask, whose blocks stay: the better it is, the more is left out
   */
  public static Presolve of(MaskProblem problem, NormOrder order, Mask known) {
    if (problem.objective() != Objective.SALIENT || !problem.isChain() || !problem.isOneSigned()) {
      return none(problem);
    }
    order.reach(Math.min(problem.n(), 3 * problem.k() + 1));
    int most = CountBound.most(problem, order, problem.energy(known)).orElse(problem.n());
    int largest = Math.max(problem.k(), 3 * Math.max(0, most - 1) + 1);
    if (largest >= problem.n() / 2) {
      return none(problem);
    }
    order.reach(largest);
    boolean[] stays = new boolean[problem.n()];
    for (int i = 0; i < largest; i++) {
      stays[order.block(i)] = true;
    }
    for (int block : known.kept()) {
      stays[block] = true;
    }
    return of(problem, placesOf(stays));
  }

  private static Presolve none(MaskProblem problem) {
    int[] places = new int[problem.n()];
    Arrays.setAll(places, place -> place);
    return new Presolve(problem, problem, places);
  }

  private static Presolve of(MaskProblem whole, int[] places) {
    float[] blocks = new float[places.length];
    for (int i = 0; i < places.length; i++) {
      blocks[i] = whole.blocks()[places[i]];
    }
    MaskProblem problem =
        MaskProblem.of(
                blocks,
                places.length,
                1,
                whole.objective(),
                whole.lambda1(),
                whole.lambda2(),
                whole.k())
            .withMu(whole.mu());
    return new Presolve(whole, problem, places);
  }

  /** Those that stay, and the first of each gap between them. */
  private static int[] placesOf(boolean[] stays) {
    int[] places = new int[stays.length];
    int size = 0;
    int last = -1; // that stays
    for (int a = 0; a < stays.length; a++) {
      if (stays[a]) {
        if (last >= 0 && a > last + 1) {
          places[size++] = last + 1;
        }
        places[size++] = a;
        last = a;
      }
    }
    return Arrays.copyOf(places, size);
  }

  /** The smaller problem; the whole one if nothing can be left out. */
  public MaskProblem problem() {
    return problem;
  }

  /** Whether nothing was left out. */
  public boolean isWhole() {
    return problem == whole;
  }

  /** Which blocks of the whole problem the smaller one has, in their order. */
  public Mask blocks() {
    return Mask.of(whole.n(), places);
  }

  /**
   * A mask of the whole problem as one of the smaller.
   *
   * @throws IllegalArgumentException if it keeps a block that was left out
   */
  public Mask part(Mask mask) {
    int[] kept = mask.kept();
    for (int i = 0; i < kept.length; i++) {
      int place = Arrays.binarySearch(places, kept[i]);
      if (place < 0) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "block [%d] was left out", kept[i]));
      }
      kept[i] = place;
    }
    return Mask.of(places.length, kept);
  }

  /**
   * A mask of the smaller problem as one of the whole.
   *
   * @param mask of as many blocks as {@code blocks} keeps
   * @param blocks what {@link #blocks()} said
   */
  public static Mask whole(Mask mask, Mask blocks) {
    int[] places = blocks.kept();
    if (mask.size() != places.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a mask of [%d] blocks of a problem that has %d",
              mask.size(),
              places.length));
    }
    int[] kept = mask.kept();
    for (int i = 0; i < kept.length; i++) {
      kept[i] = places[kept[i]];
    }
    return Mask.of(blocks.size(), kept);
  }
}
