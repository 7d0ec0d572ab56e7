package io.qahan.qubo.model.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.BqmSolverContract;
import io.qahan.qubo.model.RandomModels;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class BqmAutoSolverTest extends BqmSolverContract {
  @Override
  protected BqmSolver solver(LongSupplier nanoClock) {
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
    assertThat(Solvers.names()).containsExactly("auto", "exact", "greedy", "sa", "sqa", "tabu");
    assertThat(Solvers.forModels("sqa").name()).isEqualTo("sqa");
    assertThatThrownBy(() -> Solvers.forModels("qpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("[qpu]", "tabu");
  }
}
