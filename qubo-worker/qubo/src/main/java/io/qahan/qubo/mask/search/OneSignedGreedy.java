package io.qahan.qubo.mask.search;

import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.NormOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The greedy mask for SALIENT, d = 1 and features of one sign. There a block's gain depends on its
 * norm and on how many of its neighbours are kept, and on nothing else; so of all blocks with
 * equally many kept neighbours the largest gains most, and a step looks at one block for each
 * number. For one thread, and used once.
 */
final class OneSignedGreedy {
  private static final int MOST_NEIGHBOURS = 4; // in a grid

  private final MaskState state;
  private final MaskProblem problem;
  private final NormOrder order;
  private final int[] places; // in the order; -1: not ordered yet, and smaller than all that are

  /** Places of the blocks that are not kept, by how many of their neighbours are; from one on. */
  private final BitSet[] beside = new BitSet[MOST_NEIGHBOURS + 1];

  private int ordered;
  private int free; // all places before it are kept or have kept neighbours

  /**
   * @param state empty
   * @param order of its problem's blocks
   */
  OneSignedGreedy(MaskState state, NormOrder order) {
    this.state = state;
    this.problem = state.problem();
    this.order = order;
    this.places = new int[problem.n()];
    Arrays.fill(places, -1);
    Arrays.setAll(beside, neighbours -> new BitSet());
  }

  void fill() {
    order.reach(3 * problem.k() + 1); // of so many one is free of k - 1 kept blocks in a chain
    number();
    for (int place = best(); place >= 0; place = best()) {
      keep(order.block(place));
    }
  }

  private void number() {
    for (; ordered < order.size(); ordered++) {
      int block = order.block(ordered);
      places[block] = ordered;
      int neighbours = state.neighbours(block);
      if (neighbours > 0) { // none of these is kept
        beside[neighbours].set(ordered);
      }
    }
  }

  /** The place of the block whose keeping lowers the energy most, the first of equals, or -1. */
  private int best() {
    int best = -1;
    double bestDelta = 0;
    for (int neighbours = 0; neighbours <= MOST_NEIGHBOURS; neighbours++) {
      int place = neighbours == 0 ? free() : beside[neighbours].nextSetBit(0);
      if (place >= 0) {
        double delta = state.flipDelta(order.block(place));
        if (delta < bestDelta || (delta == bestDelta && place < best)) {
          bestDelta = delta;
          best = place;
        }
      }
    }
    return best;
  }

  /** The first place without a kept neighbour; -1 if there is none. */
  private int free() {
    while (free < problem.n()) {
      if (free == ordered) {
        order.reach(problem.n());
        number();
      }
      int block = order.block(free);
      if (!state.keeps(block) && state.neighbours(block) == 0) {
        return free;
      }
      free++;
    }
    return -1;
  }

  private void keep(int block) {
    int columns = problem.columns();
    beside[state.neighbours(block)].clear(places[block]);
    state.flip(block);
    for (int other : new int[] {block - columns, block - 1, block + 1, block + columns}) {
      boolean isBlock = other >= 0 && other < problem.n();
      if (isBlock && places[other] >= 0 && !state.keeps(other)) {
        int neighbours = state.neighbours(other); // no fewer than before
        if (problem.areNeighbours(block, other)) {
          beside[neighbours - 1].clear(places[other]);
          beside[neighbours].set(places[other]);
        }
      }
    }
  }
}
