package io.qahan.qubo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BinaryQuadraticModelTest {
  private static BinaryQuadraticModel triangle() {
    return BinaryQuadraticModel.builder(Vartype.BINARY, 4)
        .addOffset(0.5)
        .addLinear(0, 2)
        .addLinear(1, 1.5)
        .addLinear(2, -0.5)
        .addLinear(2, -0.5)
        .addQuadratic(0, 1, 2)
        .addQuadratic(2, 0, 1)
        .addQuadratic(0, 2, 0.5)
        .addQuadratic(1, 2, 2)
        .build();
  }

  @Test
  void shouldAddUpWhatIsAddedTwiceAndInBothOrders() {
    BinaryQuadraticModel model = triangle();
    assertThat(model.interactions()).isEqualTo(3);
    assertThat(model.linear()).containsExactly(2, 1.5, -1, 0);
    assertThat(model.quadratic(0, 2)).isEqualTo(1.5);
    assertThat(model.quadratic(2, 0)).isEqualTo(1.5);
    assertThat(model.quadratic(0, 3)).isZero();
  }

  @Test
  void shouldHoldEveryPairInTheRowsOfBothEnds() {
    Adjacency pairs = triangle().adjacency();
    assertThat(pairs.rowStarts()).containsExactly(0, 2, 4, 6, 6);
    assertThat(pairs.neighbours()).containsExactly(1, 2, 0, 2, 0, 1);
    assertThat(pairs.biases()).containsExactly(2, 1.5, 2, 2, 1.5, 2);
  }

  @Test
  void shouldEvaluateTheEnergyTermByTerm() {
    BinaryQuadraticModel model = triangle();
    assertThat(model.energy(Sample.of(Vartype.BINARY, (byte) 0, (byte) 0, (byte) 0, (byte) 1)))
        .isEqualTo(0.5);
    assertThat(model.energy(Sample.of(Vartype.BINARY, (byte) 1, (byte) 1, (byte) 1, (byte) 1)))
        .isEqualTo(0.5 + 2 + 1.5 - 1 + 2 + 1.5 + 2);
  }

  @Test
  void shouldConvertAsTheTextbookSays() {
    BinaryQuadraticModel spin = triangle().toVartype(Vartype.SPIN);
    assertThat(spin.linear()).containsExactly(1.875, 1.75, 0.375, 0);
    assertThat(spin.quadratic(0, 1)).isEqualTo(0.5);
    assertThat(spin.quadratic(0, 2)).isEqualTo(0.375);
    assertThat(spin.offset()).isEqualTo(0.5 + (2 + 1.5 - 1) / 2 + (2 + 1.5 + 2) / 4);
    BinaryQuadraticModel bits =
        BinaryQuadraticModel.builder(Vartype.SPIN, 2)
            .addOffset(0.25)
            .addLinear(0, 0.5)
            .addLinear(1, -1)
            .addQuadratic(0, 1, 2)
            .build()
            .toVartype(Vartype.BINARY);
    assertThat(bits.linear()).containsExactly(-3, -6);
    assertThat(bits.quadratic(0, 1)).isEqualTo(8);
    assertThat(bits.offset()).isEqualTo(2.75);
  }

  @Property(tries = 500)
  void shouldKeepEveryEnergyInTheOtherVartype(@ForAll long seed) {
    BinaryQuadraticModel model = RandomModels.any(12, seed);
    Vartype other = model.vartype() == Vartype.SPIN ? Vartype.BINARY : Vartype.SPIN;
    BinaryQuadraticModel changed = model.toVartype(other);
    for (int bits = 0; bits < 1 << model.variables(); bits += 1 + bits / 64) {
      Sample sample = RandomModels.numbered(model, bits);
      assertThat(changed.energy(sample.toVartype(other)))
          .isCloseTo(model.energy(sample), within(1e-12 * (1 + 2 * model.variables())));
    }
  }

  @Property(tries = 500)
  void shouldComeBackFromTheOtherVartypeUnchangedIfBiasesAreWhole(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BqmBuilder builder = BinaryQuadraticModel.builder(Vartype.SPIN, 30);
    for (int i = 0; i < 60; i++) {
      builder.addLinear(random.nextInt(30), random.nextInt(-1_000_000_000, 1_000_000_000));
      builder.addQuadratic(
          random.nextInt(15), random.nextInt(15, 30), random.nextInt(-1_000_000_000, 1_000_000));
    }
    BinaryQuadraticModel model = builder.build();
    BinaryQuadraticModel back = model.toVartype(Vartype.BINARY).toVartype(Vartype.SPIN);
    assertThat(back).usingRecursiveComparison().isEqualTo(model);
  }

  @Property(tries = 200)
  void shouldCopyAnyRowsAsTheyAre(@ForAll long seed) {
    BinaryQuadraticModel model = RandomModels.any(20, seed);
    assertThat(BinaryQuadraticModel.copied(model)).usingRecursiveComparison().isEqualTo(model);
  }

  @Test
  void shouldAddUpTheEnergyWithoutLosingSmallTerms() {
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.BINARY, 3)
            .addLinear(0, 1e16)
            .addLinear(1, 1)
            .addLinear(2, -1e16)
            .build();
    assertThat(model.energy(Sample.of(Vartype.BINARY, (byte) 1, (byte) 1, (byte) 1))).isOne();
  }

  private static void refused(ThrowingCallable build, String... words) {
    assertThatThrownBy(build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void shouldRefuseSizesThatCannotBeWithoutAllocatingThem() {
    refused(() -> BinaryQuadraticModel.builder(Vartype.SPIN, 0), "[0]");
    refused(() -> BinaryQuadraticModel.builder(Vartype.SPIN, -5), "[-5]");
    refused(() -> BinaryQuadraticModel.builder(Vartype.SPIN, 2_000_000_000), "[2000000000]");
    refused(() -> ModelChecks.interactions(4, 3), "[4]", "0 to 3");
    refused(() -> ModelChecks.interactions(2_000_000_000, 1 << 27), "[2000000000]");
  }

  @Test
  void shouldRefuseBiasesThatAreNoNumbersOrOverflow() {
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.BINARY, 2);
    refused(() -> model.addOffset(Double.NaN), "offset [NaN]");
    refused(() -> model.addLinear(0, Double.POSITIVE_INFINITY), "[Infinity]");
    refused(() -> model.addQuadratic(0, 1, Double.NaN), "[NaN]");
    model.addLinear(0, Double.MAX_VALUE).addLinear(1, Double.MAX_VALUE);
    refused(model::build, "overflow");
  }

  @Test
  void shouldRefuseVariablesThatDoNotExist() {
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.BINARY, 2);
    refused(() -> model.addLinear(2, 1), "[2]", "0 to 1");
    refused(() -> model.addQuadratic(-1, 1, 1), "[-1]");
    refused(() -> model.addQuadratic(1, 1, 1), "[1]", "itself");
  }

  @Test
  void shouldRefuseSamplesOfAnotherSizeTypeOrValue() {
    BinaryQuadraticModel model = triangle();
    refused(() -> model.energy(Sample.of(Vartype.BINARY, (byte) 0)), "[1 BINARY]", "[4 BINARY]");
    Sample spins = RandomModels.numbered(model, 5).toVartype(Vartype.SPIN);
    refused(() -> model.energy(spins), "SPIN");
    refused(() -> Sample.of(Vartype.SPIN, (byte) 1, (byte) 0), "variable [1]", "[0]");
    refused(() -> Sample.of(Vartype.BINARY, (byte) -1), "[-1]");
  }

  @Test
  void shouldForgetLabelsThatOnlyCountAndRefuseDoubleOnes() {
    List<Label> counting = List.of(new Label.Whole(0), new Label.Whole(1));
    List<Label> names = List.of(new Label.Name("a"), new Label.Name("b"));
    BinaryQuadraticModel model = BinaryQuadraticModel.builder(Vartype.SPIN, 2).build();
    assertThat(model.withLabels(counting).labels()).isEmpty();
    assertThat(model.withLabels(names).labels()).contains(names);
    refused(() -> model.withLabels(List.of(names.get(0), names.get(0))), "[a]", "[1]");
    refused(() -> model.withLabels(names.subList(0, 1)), "[1]", "[2]");
  }

  @Test
  void shouldWriteSamplesAsOneCharacterAVariable() {
    Sample bits = Sample.of(Vartype.BINARY, (byte) 1, (byte) 0, (byte) 1);
    assertThat(bits).hasToString("101");
    assertThat(bits.toVartype(Vartype.SPIN)).hasToString("+-+");
    assertThat(bits.toVartype(Vartype.SPIN).toVartype(Vartype.BINARY)).isEqualTo(bits);
  }
}
