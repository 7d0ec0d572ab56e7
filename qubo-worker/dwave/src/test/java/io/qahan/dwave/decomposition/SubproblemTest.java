package io.qahan.dwave.decomposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.dwave.clique.RandomModels;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SubproblemTest {
  @Property(tries = 300)
  void shouldHaveTheEnergiesOfTheWhole(
      @ForAll long seed, @ForAll Vartype vartype, @ForAll @IntRange(min = 1, max = 20) int size) {
    Random random = new Random(seed);
    BinaryQuadraticModel whole = RandomModels.model(vartype, 20, random.nextDouble(), seed);
    Sample base = RandomModels.sample(vartype, 20, random);
    int[] chosen = random.ints(0, 20).distinct().limit(size).toArray();
    Subproblem part = Subproblem.of(whole, chosen, base);
    Sample values = RandomModels.sample(vartype, size, random);
    Sample merged = part.merge(values);
    assertThat(part.model().energy(values)).isCloseTo(whole.energy(merged), within(1e-9));
    for (int i = 0; i < size; i++) {
      assertThat(merged.value(chosen[i])).isEqualTo(values.value(i));
    }
    IntStream.range(0, 20)
        .filter(v -> IntStream.of(chosen).noneMatch(c -> c == v))
        .forEach(v -> assertThat(merged.value(v)).isEqualTo(base.value(v)));
  }

  @Property(tries = 200)
  void shouldPriceEveryFlip(@ForAll long seed, @ForAll Vartype vartype) {
    Random random = new Random(seed);
    BinaryQuadraticModel model = RandomModels.model(vartype, 12, random.nextDouble(), seed);
    Sample sample = RandomModels.sample(vartype, 12, random);
    FlipCosts flips = new FlipCosts(model, sample);
    for (int v = 0; v < 12; v++) {
      byte[] values = sample.values();
      values[v] = values[v] == 1 ? vartype.low() : 1;
      double after = model.energy(Sample.of(vartype, values));
      assertThat(flips.cost(v)).isCloseTo(after - model.energy(sample), within(1e-9));
    }
  }

  @Test
  void shouldChooseWhatWinsMostOrCostsLeastAndThenTheRest() {
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.BINARY, 6)
            .addLinear(0, 1)
            .addLinear(1, 6)
            .addLinear(2, 3)
            .addLinear(3, 5)
            .addLinear(4, 2)
            .addLinear(5, 4)
            .build();
    Sample none = Sample.of(Vartype.BINARY, new byte[6]);
    EnergyImpact all = new EnergyImpact(model, 2, 1);
    assertThat(all.next(none)).containsExactly(0, 4);
    assertThat(all.next(none)).containsExactly(2, 5);
    assertThat(all.next(none)).containsExactly(3, 1);
    assertThat(all.next(none)).containsExactly(0, 4);
    EnergyImpact some = new EnergyImpact(model, 2, 0.3);
    assertThat(some.next(none)).containsExactly(0, 4);
    assertThat(some.next(none)).containsExactly(0, 4);
    // What would be left is too few for a whole subproblem.
    EnergyImpact uneven = new EnergyImpact(model, 4, 1);
    assertThat(uneven.next(none)).containsExactly(0, 4, 2, 5);
    assertThat(uneven.next(none)).containsExactly(0, 4, 2, 5);
    // A flip back wins.
    Sample one =
        Sample.of(Vartype.BINARY, (byte) 0, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    assertThat(new EnergyImpact(model, 1, 1).next(one)).containsExactly(1);
  }
}
