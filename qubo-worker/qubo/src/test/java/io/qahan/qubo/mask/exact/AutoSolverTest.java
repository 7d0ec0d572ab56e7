package io.qahan.qubo.mask.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.LeastEnergy;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.MaskSolverContract;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.RandomProblems;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.mask.search.RestartSolver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AutoSolverTest extends MaskSolverContract {
  @Override
  protected MaskSolver solver(LongSupplier nanoClock) {
    return new AutoSolver(nanoClock);
  }

  private static Solution<Mask> solve(Objective objective, int n, int d) {
    return new AutoSolver(() -> 0)
        .solve(RandomProblems.gaussian(objective, n, d, n / 5, false, 1), SolveOptions.ofSeed(1));
  }

  @Test
  void shouldSayWhatItPicked() {
    assertThat(solve(Objective.SALIENT, 100, 1).solver()).isEqualTo("auto:exact");
    assertThat(solve(Objective.SALIENT, 12, 3).solver()).isEqualTo("auto:exact");
    assertThat(solve(Objective.LITERAL, 12, 3).solver()).isEqualTo("auto:exact");
    assertThat(solve(Objective.LITERAL, 30, 1).solver()).isEqualTo("auto:tabu");
    assertThat(solve(Objective.SALIENT, 30, 2).solver()).isEqualTo("auto:exact");
    assertThat(solve(Objective.SALIENT, 300, 2).solver()).isEqualTo("auto:tabu");
  }

  @Test
  void shouldSayWhatItIsQuickWith() {
    MaskSolver auto = new AutoSolver(() -> 0);
    MaskProblem chain = RandomProblems.gaussian(Objective.SALIENT, 400, 1, 20, true, 1);
    assertThat(auto.isQuick(chain)).isTrue();
    assertThat(auto.isQuick(chain.withColumns(20))).isFalse();
    assertThat(auto.isQuick(RandomProblems.gaussian(Objective.LITERAL, 16, 4, 3, true, 1)))
        .isTrue();
    assertThat(auto.isQuick(RandomProblems.gaussian(Objective.SALIENT, 64, 4, 8, true, 1)))
        .isFalse();
  }

  @Test
  void shouldProveOnlyWhatThereIsTimeToProve() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 100, 16, 4, true, 1);
    SolveOptions hasty = SolveOptions.ofSeed(1).withTimeBudget(Duration.ofMillis(20));
    assertThat(new AutoSolver(() -> 0).solve(problem, hasty).solver()).isEqualTo("auto:tabu");
    SolveOptions patient = hasty.withTimeBudget(Duration.ofMillis(200));
    assertThat(new AutoSolver(() -> 0).solve(problem, patient).solver()).isEqualTo("auto:exact");
  }

  @Test
  void shouldNotTryToProveWhatBranchAndBoundGivesUp() {
    MaskProblem few = RandomProblems.gaussian(Objective.SALIENT, 100, 16, 10, true, 1);
    MaskProblem many = RandomProblems.gaussian(Objective.SALIENT, 100, 16, 40, true, 1);
    SolveOptions options = SolveOptions.ofSeed(1);
    assertThat(new AutoSolver(() -> 0).solve(few, options).solver()).isEqualTo("auto:exact");
    assertThat(new AutoSolver(() -> 0).solve(many, options).solver()).isEqualTo("auto:tabu");
    MaskProblem grid = RandomProblems.gaussian(Objective.SALIENT, 400, 1, 20, true, 1);
    assertThat(new AutoSolver(() -> 0).solve(grid.withColumns(20), options).solver())
        .isEqualTo("auto:tabu");
  }

  /** Looks at the clock, of which there is one in so many nodes of branch and bound. */
  private static long looks(Function<LongSupplier, MaskSolver> solver, MaskProblem problem) {
    AtomicLong looks = new AtomicLong();
    LongSupplier clock =
        () -> {
          looks.incrementAndGet();
          return 0;
        };
    solver.apply(clock).solve(problem, SolveOptions.ofSeed(1));
    return looks.get();
  }

  /** Rows of 56 features of which half are kept: the proof took a fifth of a second each. */
  @Test
  void shouldNotBranchForLongWhereManyAreKept() {
    long most = AutoSolver.FEW_NODES / BranchAndBound.CLOCK_INTERVAL + 8;
    for (int seed = 1; seed <= 5; seed++) {
      MaskProblem rows = RandomProblems.gaussian(Objective.SALIENT, 56, 56, 28, true, seed);
      long search = looks(RestartSolver::tabu, rows);
      assertThat(looks(AutoSolver::new, rows) - search).isLessThanOrEqualTo(most);
      assertThat(looks(ExactSolver::new, rows) - search)
          .as("what it is spared")
          .isGreaterThan(10 * most);
      Solution<Mask> solution = new AutoSolver(() -> 0).solve(rows, SolveOptions.ofSeed(1));
      assertThat(solution.energy())
          .isLessThanOrEqualTo(
              RestartSolver.tabu(() -> 0).solve(rows, SolveOptions.ofSeed(1)).energy());
      assertThat(solution.lowerBound().orElseThrow()).isLessThan(solution.energy());
    }
  }

  /** Of any kind, with a k that no mask can reach. */
  @Property(tries = 200)
  void shouldFindTheLeastEnergyWhereMoreAreWantedThanThereAre(@ForAll long seed) {
    MaskProblem problem = RandomProblems.any(10, 4, seed);
    MaskProblem more = problem.withKept(problem.n() + 1 + Math.floorMod(seed, 20));
    double least = LeastEnergy.of(more);
    double rounding = 1e-9 * (1 + Math.abs(least));
    for (String name : Solvers.names()) {
      double energy = Solvers.forMasks(name).solve(more, SolveOptions.ofSeed(seed)).energy();
      assertThat(energy).as(name).isGreaterThanOrEqualTo(least - rounding);
      if (name.equals("auto") || name.equals("exact")) {
        assertThat(energy).as(name).isLessThanOrEqualTo(least + rounding);
      }
    }
  }

  @Test
  void shouldProveWhatExactProves() {
    assertThat(solve(Objective.SALIENT, 100, 1).relativeGap()).hasValue(0);
  }
}
