package io.qahan.dwave.decomposition;

import io.qahan.qubo.bqm.Sample;
import io.qahan.qubo.bqm.Vartype;
import java.util.SplittableRandom;

/** Where a search begins that was given no start. */
final class RandomSample {
  private RandomSample() {}

  static Sample of(Vartype vartype, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] values = new byte[n];
    for (int v = 0; v < n; v++) {
      values[v] = random.nextBoolean() ? 1 : vartype.low();
    }
    return Sample.of(vartype, values);
  }
}
