package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SolverTimingTest {
  private static final long NANOS_PER_MILLI = 1_000_000;

  // mu = 1 / (k max |B_a|^2) = 1/75, so the least energy is -(5 + 4 + 3)^2 / 75
  private static final double OPTIMUM = -144 / 75.0;
  private static final BenchmarkInstance INSTANCE =
      new BenchmarkInstance(
          "small",
          MaskProblem.of(new float[] {5, 1, 4, 0, 3, 0}, 6, 1, Objective.SALIENT, 1, 1, 3),
          OPTIMUM);

  private final ClockedSolver solver = new ClockedSolver();
  private final SolverTiming timing = new SolverTiming(() -> solver.now, Duration.ofSeconds(2));

  /** Takes as many milliseconds as its seed says; every fourth seed finds nothing. */
  private static final class ClockedSolver implements MaskSolver {
    private final List<SolveOptions> asked = new ArrayList<>();
    private long now = 12_345;

    @Override
    public String name() {
      return "clocked";
    }

    @Override
    public Solution<Mask> solve(MaskProblem problem, SolveOptions options) {
      asked.add(options);
      now += Math.abs(options.seed()) * NANOS_PER_MILLI;
      Mask mask = options.seed() % 4 == 0 ? Mask.of(6) : Mask.of(6, 0, 2, 4);
      // What a solver claims about its energy does not count.
      return new Solution<>(mask, OPTIMUM, OptionalDouble.empty(), "clocked:it", 1, 1);
    }
  }

  @Test
  void shouldCountTheTimesOfTheSeedsThatFoundTheTarget() {
    SolverTiming.Timed timed = timing.time(solver, INSTANCE, OPTIMUM + 1e-6, 9);

    assertThat(timed.solver()).isEqualTo("clocked:it");
    assertThat(timed.times())
        .isEqualTo(new TimeToSolution(9, List.of(1.0, 2.0, 3.0, 5.0, 6.0, 7.0, 9.0)));
    // The empty mask is three blocks short: E = lambda1 3^2
    assertThat(timed.worstGap()).isCloseTo((9 - OPTIMUM) / -OPTIMUM, within(1e-12));
  }

  @Test
  void shouldAskForTheTargetUntilTheTimeIsOver() {
    timing.time(solver, INSTANCE, -1.5, 3);

    assertThat(solver.asked).extracting(SolveOptions::seed).containsExactly(1L, 2L, 3L);
    assertThat(solver.asked)
        .allSatisfy(
            options -> {
              assertThat(options.target()).hasValue(-1.5);
              assertThat(options.timeBudget()).hasSeconds(2);
              assertThat(options.reads()).hasValue(Integer.MAX_VALUE);
            });
  }

  @Test
  void shouldWarmUpForSoLongWithSeedsThatAreNotMeasured() {
    timing.warmUp(solver, INSTANCE, -1.5, Duration.ofMillis(10));

    // 1 + 2 + 3 + 4 ms
    assertThat(solver.asked).extracting(SolveOptions::seed).containsExactly(-1L, -2L, -3L, -4L);
  }

  @Test
  void shouldMeasureGapsAbsolutelyWhereTheBestKnownEnergyIsZero() {
    BenchmarkInstance zero = new BenchmarkInstance("zero", INSTANCE.problem(), 0);
    assertThat(zero.gap(0.25)).isEqualTo(0.25);
    assertThat(INSTANCE.gap(OPTIMUM / 2)).isCloseTo(0.5, within(1e-12));
  }
}
