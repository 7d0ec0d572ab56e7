package io.qahan.qubo.mask.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.MaskSolverContract;
import io.qahan.qubo.mask.RandomProblems;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.mask.exact.ExactSolver;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantumAnnealingSolverTest extends MaskSolverContract {
  @Override
  protected MaskSolver solver(LongSupplier nanoClock) {
    return RestartSolver.quantumAnnealing(nanoClock);
  }

  /** Weaker than the others: it stops early, and the hardware it stands in for misses too. */
  @Test
  void shouldFindTheLeastEnergyOfMostSmallProblems() {
    long found =
        IntStream.range(0, 100)
            .filter(
                seed -> {
                  MaskProblem problem = RandomProblems.any(14, 4, seed);
                  SolveOptions options = SolveOptions.ofSeed(seed);
                  double least = new ExactSolver(() -> 0).solve(problem, options).energy();
                  double energy = solver(() -> 0).solve(problem, options).energy();
                  return energy <= least + 1e-9 * (1 + Math.abs(least));
                })
            .count();
    assertThat(found).isGreaterThanOrEqualTo(90);
  }
}
