package io.qahan.deploy.pipeline;

import java.util.BitSet;

/** Right and wrong answers in the order in which they came. Not thread safe. */
final class Hits {
  private final BitSet right = new BitSet();
  private int count;

  void add(boolean correct) {
    right.set(count++, correct);
  }

  int count() {
    return count;
  }

  /** Share of right ones among the first n, or among all if there are fewer; 0 without any. */
  double first(int n) {
    return share(0, Math.min(n, count));
  }

  /** Share of right ones among the last n, or among all if there are fewer; 0 without any. */
  double last(int n) {
    return share(Math.max(0, count - n), count);
  }

  private double share(int from, int to) {
    return from == to ? 0 : right.get(from, to).cardinality() / (double) (to - from);
  }
}
