package io.qahan.dwave.chip;

import static io.qahan.dwave.clique.RandomModels.CHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.dwave.clique.CliqueSearch;
import io.qahan.dwave.clique.Embedding;
import io.qahan.dwave.clique.RandomModels;
import io.qahan.dwave.graph.Chimera;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UnembeddingTest {
  private static final Embedding CLIQUE = new CliqueSearch(CHIP, 1).find(12);

  /** 0, 1 | 2, 3: variable 0 is 0-2-1, variable 1 is 3. */
  private static final WorkingGraph CELL = new Chimera(1, 1, 2).fullYield();

  private static final EmbeddedModel PAIR =
      EmbeddedModel.of(
          BinaryQuadraticModel.builder(Vartype.BINARY, 2)
              .addLinear(0, -1)
              .addQuadratic(0, 1, 3)
              .build(),
          Embedding.of(new int[][] {{0, 2, 1}, {3}}),
          CELL,
          ChainStrength.fixed(1));

  @Property(tries = 100)
  void shouldReadUnbrokenChainsAsTheyAre(
      @ForAll long seed, @ForAll Vartype vartype, @ForAll ChainBreaks policy) {
    BinaryQuadraticModel model = RandomModels.model(vartype, 12, 0.8, seed);
    EmbeddedModel embedded = EmbeddedModel.of(model, CLIQUE, CHIP, ChainStrength.fixed(2));
    Sample sample = RandomModels.sample(vartype, 12, new Random(seed));
    LogicalRead read =
        new Unembedding(embedded, policy)
            .read(RandomModels.unbroken(sample, CLIQUE, CHIP), 3)
            .orElseThrow();
    assertThat(read).isEqualTo(new LogicalRead(sample, model.energyWithoutOffset(sample), 0, 3));
  }

  @Property(tries = 100)
  void shouldRecomputeTheEnergyOfWhateverItMakesOfBrokenChains(
      @ForAll long seed, @ForAll Vartype vartype) {
    BinaryQuadraticModel model = RandomModels.model(vartype, 12, 0.8, seed);
    EmbeddedModel embedded = EmbeddedModel.of(model, CLIQUE, CHIP, ChainStrength.fixed(2));
    byte[] spins = RandomModels.read(CHIP, new Random(seed));
    for (ChainBreaks policy :
        new ChainBreaks[] {ChainBreaks.MAJORITY_VOTE, ChainBreaks.MINIMIZE_ENERGY}) {
      LogicalRead read = new Unembedding(embedded, policy).read(spins, 1).orElseThrow();
      assertThat(read.sample().vartype()).isEqualTo(vartype);
      assertThat(read.energy()).isEqualTo(model.energyWithoutOffset(read.sample()));
      assertThat(read.chainBreakFraction()).isPositive();
    }
    assertThat(new Unembedding(embedded, ChainBreaks.DISCARD).read(spins, 1)).isEmpty();
  }

  @Test
  void shouldLetTheMajorityOfAChainDecide() {
    Unembedding majority = new Unembedding(PAIR, ChainBreaks.MAJORITY_VOTE);
    LogicalRead up = majority.read(new byte[] {1, 1, -1, 1}, 1).orElseThrow();
    assertThat(up.sample()).isEqualTo(Sample.of(Vartype.BINARY, (byte) 1, (byte) 1));
    assertThat(up.chainBreakFraction()).isEqualTo(0.5);
    assertThat(up.energy()).isEqualTo(2);
    LogicalRead down = majority.read(new byte[] {1, -1, -1, 1}, 1).orElseThrow();
    assertThat(down.sample()).isEqualTo(Sample.of(Vartype.BINARY, (byte) 0, (byte) 1));
  }

  @Test
  void shouldReadAnEvenSplitAsUp() {
    EmbeddedModel split =
        EmbeddedModel.of(
            BinaryQuadraticModel.builder(Vartype.SPIN, 1).build(),
            Embedding.of(new int[][] {{0, 2}}),
            CELL,
            ChainStrength.fixed(1));
    assertThat(
            new Unembedding(split, ChainBreaks.MAJORITY_VOTE)
                .read(new byte[] {-1, 0, 1, 0}, 1)
                .orElseThrow()
                .sample()
                .value(0))
        .isEqualTo(1);
  }

  @Test
  void shouldSetBrokenVariablesToTheLesserEnergy() {
    Unembedding minimum = new Unembedding(PAIR, ChainBreaks.MINIMIZE_ENERGY);
    // With x1 = 1 the pair costs more than x0 brings, whatever its majority says.
    LogicalRead read = minimum.read(new byte[] {1, 1, -1, 1}, 1).orElseThrow();
    assertThat(read.sample()).isEqualTo(Sample.of(Vartype.BINARY, (byte) 0, (byte) 1));
    LogicalRead other = minimum.read(new byte[] {-1, 1, -1, -1}, 1).orElseThrow();
    assertThat(other.sample()).isEqualTo(Sample.of(Vartype.BINARY, (byte) 1, (byte) 0));
    assertThat(other.energy()).isEqualTo(-1);
  }

  @Test
  void shouldBeginWithTheVariableThatHasMostAtStake() {
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.SPIN, 3)
            .addLinear(0, 1)
            .addLinear(1, -2)
            .addQuadratic(0, 1, -4)
            .addQuadratic(1, 2, 0.5)
            .build();
    byte[] values = {0, 0, 0};
    OpenVariables.settle(model, values);
    // 1 first, against its field of -2; then 0, whose field is 1 - 4 by now; 2 gets 0.5.
    assertThat(values).containsExactly(1, 1, -1);
    byte[] free = {0, 1};
    OpenVariables.settle(BinaryQuadraticModel.builder(Vartype.SPIN, 2).build(), free);
    assertThat(free).containsExactly(1, 1);
  }

  @Property(tries = 100)
  void shouldSetASingleOpenVariableToTheBetterOfItsValues(@ForAll long seed) {
    BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 8, 0.8, seed);
    byte[] values = RandomModels.sample(Vartype.SPIN, 8, new Random(seed)).values();
    int open = Math.floorMod(seed, 8);
    values[open] = 0;
    OpenVariables.settle(model, values);
    double chosen = model.energy(Sample.of(Vartype.SPIN, values));
    values[open] = (byte) -values[open];
    assertThat(chosen).isLessThanOrEqualTo(model.energy(Sample.of(Vartype.SPIN, values)) + 1e-12);
  }

  @Test
  void shouldRefuseAReadWithoutASpin() {
    assertThatThrownBy(
            () -> new Unembedding(PAIR, ChainBreaks.DISCARD).read(new byte[] {1, 3, 1, 1}, 1))
        .hasMessageContaining("qubit [1] reads [3]");
  }
}
