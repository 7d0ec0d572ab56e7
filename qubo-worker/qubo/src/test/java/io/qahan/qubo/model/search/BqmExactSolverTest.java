package io.qahan.qubo.model.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.BqmSolverContract;
import io.qahan.qubo.model.LeastEnergy;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BqmExactSolverTest extends BqmSolverContract {
  @Override
  protected BqmSolver solver(LongSupplier nanoClock) {
    return new BqmExactSolver(nanoClock);
  }

  @Override
  protected boolean takes(int variables) {
    return variables <= BqmExactSolver.MAX_VARIABLES;
  }

  @Override
  protected BinaryQuadraticModel longModel() {
    return RandomModels.spinGlass(24, 0.5, 1);
  }

  /** 1,000 models, 10 each of 20 to 24 variables. */
  @Property(tries = 10)
  void shouldFindTheLeastEnergyOfAllAndProveIt(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      check(RandomModels.of(i < 5 ? 20 + i : random.nextInt(1, 20), random));
    }
  }

  private static void check(BinaryQuadraticModel model) {
    double least = LeastEnergy.of(model);
    Solution<Sample> solution = new BqmExactSolver(() -> 0).solve(model, BqmOptions.ofSeed(1));
    assertThat(solution.energy()).isCloseTo(least, within(1e-9 * (1 + Math.abs(least))));
    assertThat(solution.relativeGap()).hasValue(0);
    assertThat(model.offset() + EdgeBound.of(model))
        .isLessThanOrEqualTo(least + 1e-12 * (1 + Math.abs(least)));
  }

  /** The oracle itself, against every sample's energy from the model. */
  @Property(tries = 100)
  void shouldEnumerateTheEnergiesOfTheModel(@ForAll long seed) {
    BinaryQuadraticModel model = RandomModels.any(8, seed);
    double least = Double.POSITIVE_INFINITY;
    for (int bits = 0; bits < 1 << model.variables(); bits++) {
      least = Math.min(least, model.energy(RandomModels.numbered(model, bits)));
    }
    assertThat(LeastEnergy.of(model)).isCloseTo(least, within(1e-10));
  }

  /** 2^20 samples are equal, far more than exact arithmetic would compare. */
  @Test
  void shouldProveAModelOfWhichMostVariablesDoNotCount() {
    BqmBuilder builder = BinaryQuadraticModel.builder(Vartype.SPIN, 24);
    builder.addLinear(3, 0.1).addLinear(11, -0.7).addLinear(23, 1e-3);
    builder.addQuadratic(3, 17, 0.3).addQuadratic(5, 6, 0);
    Solution<Sample> solution =
        new BqmExactSolver(() -> 0).solve(builder.build(), BqmOptions.ofSeed(1));
    assertThat(solution.relativeGap()).hasValue(0);
    assertThat(solution.energy()).isCloseTo(-0.1 - 0.7 - 1e-3 - 0.3, within(1e-15));
  }

  @Test
  void shouldNotLoseTheDifferencesOfSamplesBesideALargeOffset() {
    BqmBuilder builder = BinaryQuadraticModel.builder(Vartype.BINARY, 3);
    builder.addOffset(1e15);
    builder.addLinear(0, -1).addLinear(1, -1.5).addLinear(2, 2);
    builder.addQuadratic(0, 1, 2).addQuadratic(1, 2, -3);
    Solution<Sample> solution =
        new BqmExactSolver(() -> 0).solve(builder.build(), BqmOptions.ofSeed(1));
    assertThat(solution.answer().toString()).isEqualTo("011");
    assertThat(solution.relativeGap()).hasValue(0);
  }

  @Test
  void shouldNotClaimAProofOfWhatDoublesCannotTellApart() {
    BqmBuilder builder = BinaryQuadraticModel.builder(Vartype.BINARY, 16);
    builder.addLinear(0, -1e15);
    for (int v = 1; v < 16; v++) {
      builder.addLinear(v, 1e-15 / v);
    }
    Solution<Sample> solution =
        new BqmExactSolver(() -> 0).solve(builder.build(), BqmOptions.ofSeed(1));
    assertThat(solution.lowerBound().orElseThrow()).isLessThan(solution.energy());
  }

  @Test
  void shouldNotClaimAProofItHadNoTimeFor() {
    BinaryQuadraticModel model = longModel();
    Solution<Sample> solution =
        new BqmExactSolver(() -> 0)
            .solve(model, BqmOptions.ofSeed(1).withTimeBudget(Duration.ZERO));
    assertThat(solution.relativeGap().orElseThrow()).isPositive();
  }
}
