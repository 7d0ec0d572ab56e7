package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.FastRandom;

/** A way to search one model, again and again. For one thread. */
interface Search {
  /**
   * One read: searches for that many sweeps, from the given state or one of its own, offering what
   * it finds to the run, and stops early when the run is over.
   *
   * @param state holds where to begin, and anything afterwards
   */
  void read(LocalFields state, int sweeps, BqmRun run);

  /** Makes the search for a state's model, with arrays of its size; the state is only read. */
  interface Factory {
    Search of(LocalFields state, FastRandom random);
  }
}
