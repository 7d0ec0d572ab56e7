package io.qahan.qubo.mask.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.mask.MaskState;
import java.util.Arrays;
import java.util.stream.IntStream;

/** How to anneal one problem, taken from the problem itself. */
final class AnnealingSchedule {
  /** Temperatures per run, falling geometrically to {@value #COLDEST} of the first. */
  static final int STEPS = 60;

  private static final double COLDEST = 0.003;
  private static final double HOTTEST_PER_EXCHANGE = 1.5;
  private static final double[] HEATS = {1, 4};
  private static final int MOVES_PER_BLOCK = 4;
  private static final int SAMPLES = 201;

  private final int[] candidates;
  private final int movesPerStep;
  private final double hottest;

  private AnnealingSchedule(int[] candidates, int movesPerStep, double hottest) {
    this.candidates = candidates;
    this.movesPerStep = movesPerStep;
    this.hottest = hottest;
  }

  /** From a state at the first mask, which it leaves there. */
  static AnnealingSchedule of(SearchTask task) {
    int[] candidates =
        task.run().options().everyBlock()
            ? IntStream.range(0, task.problem().n()).toArray()
            : SearchCandidates.of(task.problem(), task.order());
    return of(task.first(), candidates, task.random());
  }

  /**
   * The same of some blocks to bring in.
   *
   * @param greedy a state at the first mask
   */
  static AnnealingSchedule of(MaskState greedy, int[] candidates, FastRandom random) {
    int[] kept = greedy.mask().kept();
    double hottest = HOTTEST_PER_EXCHANGE * typicalExchange(greedy, kept, candidates, random);
    int moves = MOVES_PER_BLOCK * (candidates.length + kept.length);
    return new AnnealingSchedule(candidates, moves, hottest);
  }

  /** The blocks worth bringing in by an exchange. */
  int[] candidates() {
    return candidates;
  }

  /** Moves to propose at each temperature. */
  int movesPerStep() {
    return movesPerStep;
  }

  /**
   * The temperature of step 0 to {@code steps} - 1 of a run, counted from 0: every other run starts
   * as warm as exchanges cost, the rest hotter, for problems whose valleys lie further apart than
   * that.
   */
  double temperature(int run, int step, int steps) {
    double heat = HEATS[run % HEATS.length];
    return hottest * heat * Math.pow(COLDEST / heat, steps == 1 ? 1 : step / (steps - 1.0));
  }

  /** The median cost or gain of a random exchange; of a flip, where they are not possible. */
  private static double typicalExchange(
      MaskState state, int[] kept, int[] candidates, FastRandom random) {
    double[] costs = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      long bits = random.nextLong();
      int on = candidates[FastRandom.lower(bits, candidates.length)];
      boolean possible = kept.length > 0 && !state.keeps(on);
      double cost =
          possible
              ? state.exchangeDelta(kept[FastRandom.upper(bits, kept.length)], on)
              : state.flipDelta(on);
      costs[i] = Math.abs(cost);
    }
    Arrays.sort(costs);
    return costs[SAMPLES / 2];
  }
}
