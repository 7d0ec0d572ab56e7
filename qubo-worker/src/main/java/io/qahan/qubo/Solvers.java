package io.qahan.qubo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The solvers by name. */
public final class Solvers {
  private static final Map<String, MaskSolver> BY_NAME = all(System::nanoTime);

  private Solvers() {}

  /**
   * The solver of that name, on the machine's clock.
   *
   * @throws IllegalArgumentException if there is no such solver
   */
  public static MaskSolver byName(String name) {
    MaskSolver solver = BY_NAME.get(name);
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

  private static Map<String, MaskSolver> all(LongSupplier nanoClock) {
    Map<String, MaskSolver> byName = new TreeMap<>();
    for (MaskSolver solver :
        List.of(
            new AutoSolver(nanoClock),
            new ExactSolver(nanoClock),
            new GreedySolver(nanoClock),
            new AnnealingSolver(nanoClock),
            new QuantumAnnealingSolver(nanoClock),
            new TabuSolver(nanoClock))) {
      byName.put(solver.name(), solver);
    }
    return byName;
  }
}
