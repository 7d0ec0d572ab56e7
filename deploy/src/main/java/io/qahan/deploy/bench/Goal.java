package io.qahan.deploy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What solvers are to reach on an instance, and by when.
 *
 * @param targetEnergy to reach; empty: the best known energy
 * @param autoMillis time to solution for {@code auto} and {@code exact}, where one is set
 * @param searchMillis the same for the searches
 */
record Goal(OptionalDouble targetEnergy, OptionalDouble autoMillis, OptionalDouble searchMillis) {
  /** How far above the best known energy still counts as it. */
  static final double RELATIVE_TOLERANCE = 1e-6;

  /** The same where that energy is 0. */
  static final double ABSOLUTE_TOLERANCE = 1e-9;

  private static final double LEAST_LIMIT_MILLIS = 1000;
  private static final double LIMIT_GOALS = 3;

  private static final Goal NONE =
      new Goal(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  /** The shipped goal for an instance of that name: the first whose pattern matches. */
  static Goal of(String instance) throws IOException {
    return BenchmarkInstances.shippedTable("goals.csv").stream()
        .filter(row -> BenchmarkInstances.matcher(row.text("instances")).matches(Path.of(instance)))
        .findFirst()
        .map(
            row ->
                new Goal(
                    row.numberIfAny("target_energy"),
                    row.numberIfAny("auto_ms"),
                    row.numberIfAny("search_ms")))
        .orElse(NONE);
  }

  /** The energy at which a solver has done it. */
  double target(double bestKnown) {
    return targetEnergy.orElse(
        bestKnown + Math.max(ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * Math.abs(bestKnown)));
  }

  /** How long a solve is worth measuring: three times the goal, and no less than a second. */
  Duration timeLimit(String solver) {
    double millis = Math.max(LEAST_LIMIT_MILLIS, LIMIT_GOALS * millis(solver).orElse(0));
    return Duration.ofMillis((long) Math.ceil(millis));
  }

  /** For a solver, by the name it is asked for. */
  OptionalDouble millis(String solver) {
    return solver.equals("auto") || solver.equals("exact") ? autoMillis : searchMillis;
  }
}
