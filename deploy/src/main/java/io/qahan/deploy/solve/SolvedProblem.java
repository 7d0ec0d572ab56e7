package io.qahan.deploy.solve;

import io.qahan.qubo.MaskProblem;
import io.qahan.qubo.MaskSolution;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What came of a problem.
 *
 * @param energy of the mask, recomputed from the problem
 * @param lowerBound certified; null if none is known
 * @param relativeGap (energy - lower bound) / |lower bound|; null if it has no meaning
 * @param kept the blocks kept, ascending
 */
record SolvedProblem(
    String file,
    int n,
    int d,
    int k,
    String objective,
    String solver,
    double energy,
    double attentionEnergy,
    Double lowerBound,
    Double relativeGap,
    double millis,
    List<Integer> kept) {

  static SolvedProblem of(Path file, MaskProblem problem, MaskSolution solution) {
    return new SolvedProblem(
        file.getFileName().toString(),
        problem.n(),
        problem.d(),
        problem.k(),
        problem.objective().name(),
        solution.solver(),
        problem.energy(solution.mask()),
        problem.attentionEnergy(solution.mask()),
        solution.lowerBound().isPresent() ? solution.lowerBound().getAsDouble() : null,
        solution.relativeGap().isPresent() ? solution.relativeGap().getAsDouble() : null,
        solution.solveNanos() / 1e6,
        Arrays.stream(solution.mask().kept()).boxed().toList());
  }

  List<String> lines() {
    return List.of(
        line("problem       %s: %s, n = %d, d = %d, k = %d", file, objective, n, d, k),
        line("solver        %s, %.3f ms", solver, millis),
        line("energy        %.9g", energy),
        lowerBound == null ? "lower bound   none known" : line("lower bound   %.9g", lowerBound),
        relativeGap == null ? "relative gap  unknown" : line("relative gap  %.3g", relativeGap),
        line("attention     %.9g", attentionEnergy),
        line("kept          %d of %d: %s", kept.size(), n, kept));
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
