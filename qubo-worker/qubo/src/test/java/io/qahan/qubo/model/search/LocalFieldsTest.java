package io.qahan.qubo.model.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Sample;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LocalFieldsTest {
  private static double energy(LocalFields state) {
    byte[] values = new byte[state.model().variables()];
    state.copyTo(values);
    return state.model().energyWithoutOffset(Sample.of(state.model().vartype(), values));
  }

  @Property(tries = 500)
  void shouldPriceEveryFlipAsTheEnergyItMakes(@ForAll long seed) {
    BinaryQuadraticModel model = RandomModels.any(30, seed);
    LocalFields state = new LocalFields(model);
    state.randomize(new FastRandom(seed));
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 40; i++) {
      int v = random.nextInt(model.variables());
      double before = energy(state);
      double delta = state.delta(v);
      state.flip(v);
      assertThat(delta).isCloseTo(energy(state) - before, within(1e-10));
      assertThat(state.energy()).isCloseTo(energy(state), within(1e-10));
    }
  }

  @Property(tries = 200)
  void shouldStayWhatARefreshWouldMakeOfIt(@ForAll long seed) {
    BinaryQuadraticModel model = RandomModels.any(70, seed);
    LocalFields state = new LocalFields(model);
    state.set(RandomModels.sample(model, seed));
    state.descend();
    LocalFields fresh = new LocalFields(model);
    fresh.copyFrom(state);
    fresh.refresh();
    assertThat(state.energy()).isCloseTo(fresh.energy(), within(1e-10));
    for (int v = 0; v < model.variables(); v++) {
      assertThat(state.fields()[v]).isCloseTo(fresh.fields()[v], within(1e-10));
      assertThat(state.isDownhill(fresh.delta(v))).isFalse();
    }
  }
}
