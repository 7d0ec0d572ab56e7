package io.qahan.qubo.bqm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.function.LongSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExactSolverTest extends BqmSolverContract {
  @Override
  BqmSolver solver(LongSupplier nanoClock) {
    return new ExactSolver(nanoClock);
  }

  @Override
  boolean takes(int variables) {
    return variables <= ExactSolver.MAX_VARIABLES;
  }

  @Override
  BinaryQuadraticModel longModel() {
    return RandomModels.spinGlass(24, 0.5, 1);
  }

  @Property(tries = 1000)
  void shouldFindTheLeastEnergyOfAllAndProveIt(@ForAll long seed) {
    BinaryQuadraticModel model = RandomModels.any(11, seed);
    double least = RandomModels.leastEnergy(model);
    BqmSolution solution = new ExactSolver(() -> 0).solve(model, BqmOptions.ofSeed(1));
    assertThat(solution.energy()).isCloseTo(least, within(1e-10));
    assertThat(solution.relativeGap()).hasValue(0);
  }

  @Test
  void shouldNotClaimAProofItHadNoTimeFor() {
    BinaryQuadraticModel model = longModel();
    BqmSolution solution =
        new ExactSolver(() -> 0).solve(model, BqmOptions.ofSeed(1).withTimeBudget(Duration.ZERO));
    assertThat(solution.relativeGap().orElseThrow()).isPositive();
  }
}
