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

  /** Tabu search. */
  static MaskSolver tabu(LongSupplier nanoClock) {
    return new RestartSolver("tabu", TabuReads::new, nanoClock);
  }

  /** Simulated annealing. */
  static MaskSolver annealing(LongSupplier nanoClock) {
    return new RestartSolver("sa", AnnealingReads::new, nanoClock);
  }

  /** Simulated quantum annealing. */
  static MaskSolver quantumAnnealing(LongSupplier nanoClock) {
    return new RestartSolver("sqa", QuantumAnnealingReads::new, nanoClock);
  }

  private static Map<String, MaskSolver> all(LongSupplier nanoClock) {
    Map<String, MaskSolver> byName = new TreeMap<>();
    for (MaskSolver solver :
        List.of(
            new AutoSolver(nanoClock),
            new ExactSolver(nanoClock),
            new GreedySolver(nanoClock),
            Solvers.annealing(nanoClock),
            Solvers.quantumAnnealing(nanoClock),
            Solvers.tabu(nanoClock))) {
      byName.put(solver.name(), solver);
    }
    return byName;
  }
}
