package io.qahan.qubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantumAnnealingSolverTest extends MaskSolverContract {
  @Override
  MaskSolver solver(LongSupplier nanoClock) {
    return Solvers.quantumAnnealing(nanoClock);
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
