package io.qahan.qubo.bqm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The solvers by name. */
public final class BqmSolvers {
  private static final Map<String, BqmSolver> BY_NAME = all(System::nanoTime);

  private BqmSolvers() {}

  /**
   * The solver of that name, on the machine's clock.
   *
   * @throws IllegalArgumentException if there is no such solver
   */
  public static BqmSolver byName(String name) {
    BqmSolver solver = BY_NAME.get(name);
    if (solver == null) {
      throw new IllegalArgumentException(
          "no solver is called [%s]; maybe one of %s".formatted(name, names()));
    }
    return solver;
  }

  /** All names, sorted. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  static Map<String, BqmSolver> all(LongSupplier nanoClock) {
    Map<String, BqmSolver> byName = new TreeMap<>();
    for (BqmSolver solver :
        List.of(
            new BqmAutoSolver(nanoClock),
            new BqmExactSolver(nanoClock),
            new BqmGreedySolver(nanoClock),
            new BqmRestartSolver("sa", BqmAnnealing::new, nanoClock),
            new BqmRestartSolver("sqa", QuantumAnnealing::new, nanoClock),
            new BqmRestartSolver("tabu", BqmTabuSearch::new, nanoClock))) {
      byName.put(solver.name(), solver);
    }
    return byName;
  }
}
