package io.qahan.qubo.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.mask.exact.ExactSolver;
import io.qahan.qubo.mask.search.GreedySolver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every solver promises; a solver's test extends it and says which problems it takes. */
public abstract class MaskSolverContract {
  private static final SolveOptions OPTIONS = SolveOptions.ofSeed(7);

  /** The solver under test, on a clock of the test's. */
  protected abstract MaskSolver solver(LongSupplier nanoClock);

  /** False where the solver is right to refuse a problem of this kind. */
  protected boolean takes(MaskProblem problem) {
    return true;
  }

  /** A problem that keeps this solver busy for longer than the clock's tests allow. */
  protected MaskProblem longProblem() {
    return RandomProblems.gaussian(Objective.SALIENT, 500, 1, 20, false, 1);
  }

  private final MaskSolver solver = solver(() -> 0);
  private final MaskSolver greedy = new GreedySolver(() -> 0);

  private void check(MaskProblem problem) {
    if (!takes(problem)) {
      assertThatThrownBy(() -> solver.solve(problem, OPTIONS))
          .isInstanceOf(UnsolvableException.class);
      return;
    }
    Solution<Mask> solution = solver.solve(problem, OPTIONS);
    assertThat(solution.answer().size()).isEqualTo(problem.n());
    assertThat(solution.energy()).isEqualTo(problem.energy(solution.answer()));
    assertThat(solution.energy())
        .isCloseTo(DenseEnergy.of(problem, solution.answer()), within(tolerance(problem)));
    assertThat(solution.energy()).isLessThanOrEqualTo(greedy.solve(problem, OPTIONS).energy());
    solution.lowerBound().ifPresent(b -> assertThat(b).isLessThanOrEqualTo(solution.energy()));
    assertThat(solver.solve(problem, OPTIONS).answer()).isEqualTo(solution.answer());
  }

  private static double tolerance(MaskProblem problem) {
    return 1e-9 * (1 + problem.lambda1() * problem.n() * problem.n());
  }

  @Test
  void shouldBeSoundOnProblemsOfEveryKind() {
    for (int seed = 0; seed < 300; seed++) {
      check(RandomProblems.any(seed % 2 == 0 ? 40 : 14, 6, seed));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeOneBlock(Objective objective) {
    check(MaskProblem.of(new float[] {3}, 1, 1, objective, 1, 1, 0));
    check(MaskProblem.of(new float[] {3}, 1, 1, objective, 1, 1, 1));
    check(MaskProblem.of(new float[] {-3, 2}, 1, 2, objective, 1, 1, 1));
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeAllZeroFeatures(Objective objective) {
    check(MaskProblem.of(new float[24], 12, 2, objective, 1, 1, 5));
    check(MaskProblem.of(new float[18], 18, 1, objective, 1, 1, 14));
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeNoWeightsAtAll(Objective objective) {
    float[] blocks = RandomProblems.features(30, false, 5);
    check(MaskProblem.of(blocks, 30, 1, objective, 0, 0, 9));
    check(MaskProblem.of(blocks, 30, 1, objective, 0, 1, 9));
    check(MaskProblem.of(blocks, 30, 1, objective, 1, 0, 9));
    check(MaskProblem.of(blocks, 30, 1, objective, 1, 1, 9).withMu(0));
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeNoneAndAllBlocksAsCount(Objective objective) {
    check(RandomProblems.gaussian(objective, 40, 1, 0, true, 11));
    check(RandomProblems.gaussian(objective, 40, 1, 40, true, 11));
    check(RandomProblems.gaussian(objective, 20, 3, 0, false, 11));
    check(RandomProblems.gaussian(objective, 18, 3, 18, false, 11));
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeBlocksLongerThanThereAreBlocks(Objective objective) {
    check(RandomProblems.gaussian(objective, 5, 64, 2, false, 3));
    check(RandomProblems.gaussian(objective, 49, 64, 4, true, 3));
  }

  @Test
  void shouldNotBeWorseThanTheStartItIsGiven() {
    for (int seed = 0; seed < 50; seed++) {
      MaskProblem problem = RandomProblems.any(14, 4, seed);
      if (takes(problem)) {
        Mask start = new ExactSolver(() -> 0).solve(problem, OPTIONS).answer();
        assertThat(solver.solve(problem, OPTIONS.withStart(start)).energy())
            .isLessThanOrEqualTo(problem.energy(start));
      }
    }
  }

  @Test
  void shouldAnswerTheSameOnManyThreads() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 18, 1, 5, false, 1);
    Mask alone = solver.solve(problem, OPTIONS).answer();
    assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> solver.solve(problem, OPTIONS)))
        .allMatch(solution -> solution.answer().equals(alone));
  }

  @Test
  void shouldRefuseAStartOfAnotherSize() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 20, 1, 4, true, 1);
    assertThatThrownBy(() -> solver.solve(problem, OPTIONS.withStart(Mask.of(19))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[19]")
        .hasMessageContaining("[20]");
  }

  @Test
  void shouldStopWhenTheTimeBudgetEnds() {
    // The clock goes on by a microsecond each time it is read: budgets pass in readings, not in
    // time.
    AtomicLong now = new AtomicLong();
    AtomicLong readings = new AtomicLong();
    MaskSolver timed =
        solver(
            () -> {
              readings.incrementAndGet();
              return now.addAndGet(1000);
            });
    MaskProblem problem = longProblem();
    Solution<Mask> solution = timed.solve(problem, OPTIONS.withTimeBudget(Duration.ofNanos(3000)));
    assertThat(readings.get()).isLessThan(10);
    assertThat(solution.energy()).isLessThanOrEqualTo(greedy.solve(problem, OPTIONS).energy());
    assertThat(solution.energy()).isEqualTo(problem.energy(solution.answer()));
  }

  @Test
  void shouldAnswerWithoutAnyTime() {
    MaskProblem problem = longProblem();
    Solution<Mask> solution = solver.solve(problem, OPTIONS.withTimeBudget(Duration.ZERO));
    assertThat(solution.energy()).isLessThanOrEqualTo(greedy.solve(problem, OPTIONS).energy());
  }
}
