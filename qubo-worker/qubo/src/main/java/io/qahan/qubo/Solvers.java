package io.qahan.qubo;

import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.exact.AutoSolver;
import io.qahan.qubo.mask.exact.ExactSolver;
import io.qahan.qubo.mask.search.GreedySolver;
import io.qahan.qubo.mask.search.RestartSolver;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.search.BqmAutoSolver;
import io.qahan.qubo.model.search.BqmExactSolver;
import io.qahan.qubo.model.search.BqmGreedySolver;
import io.qahan.qubo.model.search.BqmRestartSolver;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The solvers by name, on the machine's clock. Every name solves mask problems and models. */
public final class Solvers {
  private record Pair(MaskSolver forMasks, BqmSolver forModels) {}

  private static final Map<String, Pair> BY_NAME = byName(System::nanoTime);

  private Solvers() {}

  /**
   * The solver of mask problems of that name.
   *
   * @throws IllegalArgumentException if there is no such solver
   */
  public static MaskSolver forMasks(String name) {
    return named(name).forMasks();
  }

  /**
   * The solver of general models of that name.
   *
   * @throws IllegalArgumentException if there is no such solver
   */
  public static BqmSolver forModels(String name) {
    return named(name).forModels();
  }

  private static Pair named(String name) {
    Pair pair = BY_NAME.get(name);
    if (pair == null) {
      throw new IllegalArgumentException(
          "no solver is called [%s]; maybe one of %s".formatted(name, names()));
    }
    return pair;
  }

  /** All names, sorted. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  private static Map<String, Pair> byName(LongSupplier clock) {
    Map<String, Pair> byName = new TreeMap<>();
    for (Pair pair :
        List.of(
            new Pair(new AutoSolver(clock), new BqmAutoSolver(clock)),
            new Pair(new ExactSolver(clock), new BqmExactSolver(clock)),
            new Pair(new GreedySolver(clock), new BqmGreedySolver(clock)),
            new Pair(RestartSolver.annealing(clock), BqmRestartSolver.annealing(clock)),
            new Pair(
                RestartSolver.quantumAnnealing(clock), BqmRestartSolver.quantumAnnealing(clock)),
            new Pair(RestartSolver.tabu(clock), BqmRestartSolver.tabu(clock)))) {
      byName.put(pair.forMasks().name(), pair);
    }
    return byName;
  }
}
