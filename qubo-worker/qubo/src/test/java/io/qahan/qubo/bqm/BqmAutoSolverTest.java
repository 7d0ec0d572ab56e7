package io.qahan.qubo.bqm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class BqmAutoSolverTest extends BqmSolverContract {
  @Override
  BqmSolver solver(LongSupplier nanoClock) {
    return new BqmAutoSolver(nanoClock);
  }

  private static String pickedFor(int variables, double density) {
    BqmOptions options = BqmOptions.ofSeed(1).withSweeps(1);
    return new BqmAutoSolver(() -> 0)
        .solve(RandomModels.spinGlass(variables, density, 1), options)
        .solver();
  }

  @Test
  void shouldSayWhatItPicked() {
    assertThat(pickedFor(18, 0.1)).isEqualTo("auto:exact");
    assertThat(pickedFor(19, 0.1)).isEqualTo("auto:tabu");
    assertThat(pickedFor(201, 0.1)).isEqualTo("auto:sa");
    assertThat(pickedFor(201, 0.9)).isEqualTo("auto:tabu");
  }

  @Test
  void shouldBeFoundByNameAsAllSolversAre() {
    assertThat(BqmSolvers.names()).containsExactly("auto", "exact", "greedy", "sa", "sqa", "tabu");
    assertThat(BqmSolvers.byName("sqa").name()).isEqualTo("sqa");
    assertThatThrownBy(() -> BqmSolvers.byName("qpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("[qpu]", "tabu");
  }
}
