package io.qahan.deploy.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Times until a target energy was found.
 *
 * @param seeds how many solves there were
 * @param foundMillis the times of those that found it, ascending; the others never did
 */
record TimeToSolution(int seeds, List<Double> foundMillis) {
  TimeToSolution {
    if (seeds < 1 || foundMillis.size() > seeds) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] of [%d] seeds; there must be at least 1, and no more found than there are",
              foundMillis.size(),
              seeds));
    }
    foundMillis = foundMillis.stream().sorted().toList();
  }

  int found() {
    return foundMillis.size();
  }

  /**
   * The least time within which at least so many percent of all seeds have found the target
   * (nearest rank); empty if fewer ever do.
   *
   * @param percent 1 to 100
   */
  OptionalDouble percentile(int percent) {
    int rank = (int) (((long) seeds * percent + 99) / 100);
    return rank <= found() ? OptionalDouble.of(foundMillis.get(rank - 1)) : OptionalDouble.empty();
  }
}
