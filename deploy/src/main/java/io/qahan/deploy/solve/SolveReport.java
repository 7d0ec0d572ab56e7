package io.qahan.deploy.solve;

import static io.qahan.deploy.solve.SolvedFile.line;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What came of a mask problem.
 *
 * @param energy of the mask, recomputed from the problem
 * @param lowerBound certified; null if none is known
 * @param relativeGap (energy - lower bound) / |lower bound|; null if it has no meaning
 * @param millisToBest how much of the time had passed when this mask was found
 * @param kept the blocks kept, ascending
 * @param dwave what D-Wave had to do with it; null for solvers of this machine
 */
record SolveReport(
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
    double millisToBest,
    List<Integer> kept,
    DWaveUse dwave)
    implements SolvedFile {

  static SolveReport of(String file, MaskProblem problem, Solution<Mask> solution, DWaveUse dwave) {
    return new SolveReport(
        file,
        problem.n(),
        problem.d(),
        problem.k(),
        problem.objective().name(),
        solution.solver(),
        problem.energy(solution.answer()),
        problem.attentionEnergy(solution.answer()),
        solution.lowerBound().isPresent() ? solution.lowerBound().getAsDouble() : null,
        solution.relativeGap().isPresent() ? solution.relativeGap().getAsDouble() : null,
        solution.solveNanos() / 1e6,
        solution.bestNanos() / 1e6,
        Arrays.stream(solution.answer().kept()).boxed().toList(),
        dwave);
  }

  @Override
  public List<String> lines() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                line("problem       %s: %s, n = %d, d = %d, k = %d", file, objective, n, d, k),
                line("solver        %s, %.3f ms, best after %.3f ms", solver, millis, millisToBest),
                line("energy        %.9g", energy),
                SolvedFile.boundLine(lowerBound),
                SolvedFile.gapLine(relativeGap),
                line("attention     %.9g", attentionEnergy)));
    if (dwave != null) {
      lines.addAll(dwave.lines());
    }
    lines.add(line("kept          %d of %d: %s", kept.size(), n, kept));
    return lines;
  }
}
