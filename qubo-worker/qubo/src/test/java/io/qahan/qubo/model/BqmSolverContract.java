package io.qahan.qubo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.model.search.BqmExactSolver;
import io.qahan.qubo.model.search.BqmGreedySolver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every solver promises; a solver's test extends it and says which models it takes. */
public abstract class BqmSolverContract {
  private static final BqmOptions OPTIONS = BqmOptions.ofSeed(7).withSweeps(20).withReads(2);

  /** The solver under test, on a clock of the test's. */
  protected abstract BqmSolver solver(LongSupplier nanoClock);

  /** False where the solver is right to refuse a model of that size. */
  protected boolean takes(int variables) {
    return true;
  }

  /** A model that keeps this solver busy for longer than the clock's tests allow. */
  protected BinaryQuadraticModel longModel() {
    return RandomModels.spinGlass(300, 0.5, 1);
  }

  private final BqmSolver solver = solver(() -> 0);
  private final BqmSolver greedy = new BqmGreedySolver(() -> 0);

  private void check(BinaryQuadraticModel model) {
    if (!takes(model.variables())) {
      assertThatThrownBy(() -> solver.solve(model, OPTIONS))
          .isInstanceOf(UnsolvableException.class)
          .hasMessageContaining("[" + model.variables() + "]");
      return;
    }
    Solution<Sample> solution = solver.solve(model, OPTIONS);
    assertThat(solution.answer().vartype()).isEqualTo(model.vartype());
    assertThat(solution.energy()).isEqualTo(model.energy(solution.answer()));
    assertThat(solution.energy())
        .isLessThanOrEqualTo(greedy.solve(model, OPTIONS.withReads(1)).energy() + 1e-9);
    assertThat(solution.lowerBound().orElseThrow()).isLessThanOrEqualTo(solution.energy());
    assertThat(solver.solve(model, OPTIONS).answer()).isEqualTo(solution.answer());
  }

  @Test
  void shouldBeSoundOnModelsOfEveryKind() {
    for (int seed = 0; seed < 200; seed++) {
      check(RandomModels.any(seed % 2 == 0 ? 40 : 14, seed));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeModelsWithoutAnyBias(Vartype vartype) {
    check(BinaryQuadraticModel.builder(vartype, 1).build());
    check(BinaryQuadraticModel.builder(vartype, 9).addOffset(-3).build());
    check(BinaryQuadraticModel.builder(vartype, 9).addQuadratic(2, 3, 0).build());
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeBiasesOfEverySize(Vartype vartype) {
    check(BinaryQuadraticModel.builder(vartype, 2).addLinear(0, 1e-300).build());
    check(
        BinaryQuadraticModel.builder(vartype, 3)
            .addLinear(0, 1e300)
            .addQuadratic(0, 1, -1e-300)
            .addQuadratic(1, 2, 3)
            .build());
  }

  @Test
  void shouldFindTheBestOfFewVariables() {
    for (int seed = 0; seed < 200; seed++) {
      BinaryQuadraticModel model = RandomModels.any(8, seed);
      double least = LeastEnergy.of(model);
      Solution<Sample> solution = solver.solve(model, OPTIONS.withSweeps(60).withReads(20));
      assertThat(solution.energy()).isCloseTo(least, within(1e-9));
      assertThat(solution.lowerBound().orElseThrow()).isLessThanOrEqualTo(least + 1e-9);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-40, 1e40})
  void shouldNotMindTheUnitOfEnergy(double unit) {
    for (int seed = 0; seed < 50; seed++) {
      BinaryQuadraticModel model = RandomModels.any(8, seed);
      double least = unit * LeastEnergy.of(model);
      Solution<Sample> solution =
          solver.solve(RandomModels.scaled(model, unit), OPTIONS.withSweeps(60).withReads(20));
      assertThat(solution.energy()).isCloseTo(least, within(1e-9 * unit));
    }
  }

  @Test
  void shouldNotBeWorseThanTheStartItIsGiven() {
    for (int seed = 0; seed < 50; seed++) {
      BinaryQuadraticModel model = RandomModels.any(12, seed);
      Sample start = RandomModels.sample(model, seed);
      Sample best = new BqmExactSolver(() -> 0).solve(model, OPTIONS).answer();
      assertThat(solver.solve(model, OPTIONS.withStart(start)).energy())
          .isLessThanOrEqualTo(model.energy(start) + 1e-9);
      assertThat(solver.solve(model, OPTIONS.withStart(best)).energy())
          .isLessThanOrEqualTo(model.energy(best) + 1e-9);
    }
  }

  @Test
  void shouldStopAtTheTarget() {
    BinaryQuadraticModel model = RandomModels.spinGlass(20, 0.5, 3);
    Solution<Sample> solution = solver.solve(model, OPTIONS.withTarget(Double.MAX_VALUE));
    assertThat(solution.energy()).isEqualTo(model.energy(solution.answer()));
  }

  @Test
  void shouldAnswerTheSameOnManyThreads() {
    BinaryQuadraticModel model = RandomModels.spinGlass(16, 0.5, 3);
    Sample alone = solver.solve(model, OPTIONS).answer();
    assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> solver.solve(model, OPTIONS)))
        .allMatch(solution -> solution.answer().equals(alone));
  }

  @Test
  void shouldRefuseAStartOfAnotherSizeOrVartype() {
    BinaryQuadraticModel model = RandomModels.spinGlass(10, 0.5, 3);
    assertThatThrownBy(
            () -> solver.solve(model, OPTIONS.withStart(Sample.of(Vartype.SPIN, (byte) 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1 SPIN]");
    Sample bits = RandomModels.sample(model, 1).toVartype(Vartype.BINARY);
    assertThatThrownBy(() -> solver.solve(model, OPTIONS.withStart(bits)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[10 BINARY]");
  }

  @Test
  void shouldStopWhenTheTimeBudgetEnds() {
    // The clock goes on by a microsecond each time it is read: budgets pass in readings, not in
    // time.
    AtomicLong readings = new AtomicLong();
    BqmSolver timed = solver(() -> 1000 * readings.incrementAndGet());
    BinaryQuadraticModel model = longModel();
    Solution<Sample> solution =
        timed.solve(model, BqmOptions.ofSeed(1).withTimeBudget(Duration.ofNanos(500_000)));
    assertThat(readings.get()).isLessThan(600);
    assertThat(solution.energy()).isEqualTo(model.energy(solution.answer()));
    assertThat(solution.bestNanos()).isBetween(0L, solution.solveNanos());
  }

  @Test
  void shouldAnswerWithoutAnyTime() {
    BinaryQuadraticModel model = longModel();
    Solution<Sample> solution =
        solver.solve(model, BqmOptions.ofSeed(1).withTimeBudget(Duration.ZERO));
    assertThat(solution.energy()).isEqualTo(model.energy(solution.answer()));
  }
}
