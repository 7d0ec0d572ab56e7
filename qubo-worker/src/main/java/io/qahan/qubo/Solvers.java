package io.qahan.qubo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The solvers by name. */
public final class Solvers {
  private static final Map<String, MaskSolver> BY_NAME =
      byName(new GreedySolver(System::nanoTime), new ExactSolver(System::nanoTime));

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

  private static Map<String, MaskSolver> byName(MaskSolver... solvers) {
    Map<String, MaskSolver> byName = new TreeMap<>();
    for (MaskSolver solver : solvers) {
      byName.put(solver.name(), solver);
    }
    return byName;
  }
}
