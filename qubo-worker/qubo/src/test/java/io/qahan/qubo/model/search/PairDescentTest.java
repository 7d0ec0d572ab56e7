package io.qahan.qubo.model.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PairDescentTest {
  @Property(tries = 300)
  void shouldEndWhereNoFlipAndNoExchangeWinsAndNeverAboveItsStart(@ForAll long seed) {
    BinaryQuadraticModel model = RandomModels.any(14, seed);
    Sample start = RandomModels.sample(model, seed);
    Sample end = PairDescent.from(start, model);

    double energy = model.energy(end);
    assertThat(energy).isLessThanOrEqualTo(model.energy(start) + 1e-9);
    for (int v = 0; v < model.variables(); v++) {
      assertThat(model.energy(flipped(end, v))).isGreaterThan(energy - 1e-9);
      for (int u = 0; u < model.variables(); u++) {
        if (end.value(v) != end.value(u)) {
          assertThat(model.energy(flipped(flipped(end, v), u))).isGreaterThan(energy - 1e-9);
        }
      }
    }
  }

  private static Sample flipped(Sample sample, int variable) {
    byte[] values = sample.values().clone();
    byte low = sample.vartype().low();
    values[variable] = values[variable] == 1 ? low : 1;
    return Sample.of(sample.vartype(), values);
  }

  @Test
  void shouldExchangeWhereACountMakesEveryFlipCost() {
    // 10 (x0 + x1 - 1)^2 - x1: one bit is to be on, and the second is the better one.
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.BINARY, 2)
            .addOffset(10)
            .addLinear(0, -10)
            .addLinear(1, -11)
            .addQuadratic(0, 1, 20)
            .build();
    Sample first = Sample.of(Vartype.BINARY, (byte) 1, (byte) 0);
    Sample flips =
        Solvers.forModels("greedy")
            .solve(model, BqmOptions.ofSeed(0).withReads(1).withStart(first))
            .answer();
    assertThat(flips).isEqualTo(first);
    assertThat(PairDescent.from(first, model))
        .isEqualTo(Sample.of(Vartype.BINARY, (byte) 0, (byte) 1));
  }
}
