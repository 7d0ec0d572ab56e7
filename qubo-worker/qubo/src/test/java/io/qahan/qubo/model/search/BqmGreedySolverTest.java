package io.qahan.qubo.model.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.BqmSolverContract;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Sample;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class BqmGreedySolverTest extends BqmSolverContract {
  @Override
  protected BqmSolver solver(LongSupplier nanoClock) {
    return new BqmGreedySolver(nanoClock);
  }

  @Test
  void shouldEndWhereNoFlipWinsAfterTakingTheSteepestEachTime() {
    for (int seed = 0; seed < 30; seed++) {
      BinaryQuadraticModel model = RandomModels.any(200, seed);
      LocalFields plain = new LocalFields(model);
      for (int v = steepest(plain); plain.isDownhill(plain.delta(v)); v = steepest(plain)) {
        plain.flip(v);
      }
      Solution<Sample> solution = new BqmGreedySolver(() -> 0).solve(model, BqmOptions.ofSeed(1));
      byte[] expected = new byte[model.variables()];
      plain.copyTo(expected);
      assertThat(solution.answer().values()).isEqualTo(expected);
    }
  }

  private static int steepest(LocalFields state) {
    int least = 0;
    for (int v = 1; v < state.fields().length; v++) {
      least = state.delta(v) < state.delta(least) ? v : least;
    }
    return least;
  }
}
